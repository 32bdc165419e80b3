import type { FileHandle } from 'node:fs/promises';
import { Utf8Tally } from '@ozonetel-bulk-upload/shared-types';
import { readAhead } from './read-ahead';

/** Whether a text that is not valid UTF-8 is so for the most part. */
export async function isDamagedUtf8(file: FileHandle): Promise<boolean> {
  const tally = new Utf8Tally();
  for await (const chunk of readAhead(file, 0)) tally.add(chunk);
  return tally.isMostlyUtf8;
}
