import type { ReactNode } from 'react';

interface AlertProps {
  readonly kind: 'error' | 'warning' | 'success' | 'info';
  readonly title?: string;
  readonly children: ReactNode;
}

/** A message beside what it is about. An error is read out at once. */
export function Alert({ kind, title, children }: AlertProps) {
  return (
    <div className={`alert alert-${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      {title !== undefined && <p className="alert-title">{title}</p>}
      {children}
    </div>
  );
}
