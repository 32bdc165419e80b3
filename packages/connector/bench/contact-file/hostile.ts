import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from './child';
import { HOSTILE_FILES } from './hostile-files';
import { line, report } from './report';

/** A quarter of XLSX_MAX_INFLATED_BYTES may go into texts, and a Node process has some 50 MB before it does anything. */
const MAX_MEGABYTES = 256;

const SENTENCE = /^[A-Z0-9].* .*\.$/s;

/**
 * Files that are made to cost much: each must be refused with a sentence, in bounded memory.
 * @param only a part of the names of those that are tried; left out: all
 */
export async function refuseHostile(folder: string, children: Children, only = ''): Promise<void> {
  console.log('\nFiles that nobody can want to send: time, times the floor of the same file, peak memory');
  let peakMegabytes = 0;
  const taken: string[] = [];
  for (const [index, { name, floor }] of HOSTILE_FILES.entries()) {
    if (!name.includes(only)) continue;
    const path = join(folder, 'hostile');
    await children.makeHostile(path, index);
    const { ms: floorMs } = await children.measure(floor, path);
    const refused = await children.measure('refuse', path);
    const read = ((await stat(path)).size / 1024).toFixed(0);
    const written = (refused.writtenBytes / 1024).toFixed(0);
    console.log(`${line(name, refused, floorMs, 65)}  ${read} kB read, ${written} kB written`);
    console.log(`    ${String(refused.found)}`);
    if (!SENTENCE.test(String(refused.found))) taken.push(name);
    peakMegabytes = Math.max(peakMegabytes, refused.peakMegabytes);
    await rm(path);
  }
  report(['all are refused with a sentence', ...taken].join('; not: '), taken.length === 0);
  report(`peak memory under ${MAX_MEGABYTES} MB for each`, peakMegabytes < MAX_MEGABYTES);
}
