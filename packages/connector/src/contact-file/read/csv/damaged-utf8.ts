import { Utf8Tally } from '@ozonetel-bulk-upload/shared-types';
import type { Content } from '../../../store/spool/content';
import { readAhead } from './read-ahead';

/** Whether a text is UTF-8 but for a few bytes. */
export async function isDamagedUtf8(content: Content): Promise<boolean> {
  const tally = new Utf8Tally();
  for await (const chunk of readAhead(content, 0)) tally.add(chunk);
  return tally.isMostlyUtf8;
}
