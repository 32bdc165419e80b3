import { type ComponentProps, useEffect, useState } from 'react';
import { announce } from './announce';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` once a view; `danger` for what cannot be undone; `quiet` for what is seldom needed. */
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  /** Does nothing when pressed, keeps the focus, and is announced as busy. */
  readonly isBusy?: boolean;
}

/** Milliseconds after which the button says that it is still busy. */
const SLOW_MS = 4_000;
const WAITING = 'Still waiting for the connector…';

export function Button({
  kind = 'secondary',
  isBusy = false,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const isSlow = useSlow(isBusy);
  return (
    <>
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
      {isSlow && <span className="quiet">{WAITING}</span>}
    </>
  );
}

/** Whether something has gone on for a while. */
function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setTimeout(() => {
      setSlow(true);
      announce(WAITING);
    }, SLOW_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isBusy]);
  return isSlow;
}
