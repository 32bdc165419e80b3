import type { ComponentProps } from 'react';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` once a view; `danger` for what cannot be undone; `quiet` for what is seldom needed. */
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  /** Does nothing when pressed, keeps the focus, and is announced as busy. */
  readonly isBusy?: boolean;
}

export function Button({
  kind = 'secondary',
  isBusy = false,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button button-${kind}`}
      aria-disabled={isBusy || rest['aria-disabled'] || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
