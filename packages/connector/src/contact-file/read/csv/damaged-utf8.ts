import type { FileHandle } from 'node:fs/promises';
import { readAhead } from './read-ahead';

const REPLACEMENT = '\ufffd';

/**
 * Whether a text that is not wholly UTF-8 is so for the most part, as where an export cut a character in two. As
 * Windows-1252 every other name in it would be spoiled; letters of Windows-1252 are hardly ever UTF-8 by chance.
 */
export async function isDamagedUtf8(file: FileHandle): Promise<boolean> {
  const decoder = new TextDecoder();
  let whole = 0;
  let broken = 0;
  for await (const chunk of readAhead(file, 0)) {
    for (const [character] of decoder.decode(chunk, { stream: true }).matchAll(/[^\0-\x7f]/gu)) {
      if (character === REPLACEMENT) broken += 1;
      else whole += 1;
    }
  }
  return whole > broken;
}
