import { formatInFull, formatTime } from './dates';

/** A time of the connector in the user's zone; the title has it in full. @param at ISO 8601 */
export function Time({ at }: { readonly at: string }) {
  const date = new Date(at);
  return (
    <time className="time" dateTime={at} title={formatInFull(date)}>
      {formatTime(date, new Date())}
    </time>
  );
}
