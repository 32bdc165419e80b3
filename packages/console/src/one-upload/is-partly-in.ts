import type { Schema } from '../api/call';

type Upload = Schema<'Upload'>;

/** Whether an upload, or one of its parts, is in one of the states: an upload in parts may end in the middle. */
export function isPartlyIn(
  { state, parts = [] }: Pick<Upload, 'state' | 'parts'>,
  states: readonly Upload['state'][],
): boolean {
  return [state, ...parts.map((part) => part.state)].some((each) => states.includes(each));
}
