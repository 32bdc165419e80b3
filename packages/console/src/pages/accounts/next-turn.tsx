import { formatDuration } from '../../components/format';
import { useNow } from '../../components/use-now';

/** When the account may be used next, as a countdown. @param at ISO 8601; undefined if that is now */
export function NextTurn({ at }: { readonly at: string | undefined }) {
  const [end, isAhead] = at === undefined ? [0, false] : [Date.parse(at), true];
  const now = useNow(isAhead);
  if (at === undefined || end <= now) return <>Now</>;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en-GB')}>
      in {formatDuration(end - now)}
    </time>
  );
}
