export type BadgeKind = 'neutral' | 'active' | 'success' | 'warning' | 'error';

/** Says the same as the color, for those who do not see it. */
const SIGNS: Readonly<Record<BadgeKind, string>> = {
  neutral: '○',
  active: '◐',
  success: '✓',
  warning: '!',
  error: '✕',
};

/** A state in a word, with a sign and a color. */
export function Badge({ kind, children }: { readonly kind: BadgeKind; readonly children: string }) {
  return (
    <span className={`badge badge-${kind}`}>
      <span aria-hidden="true">{SIGNS[kind]}</span> {children}
    </span>
  );
}
