import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts } from '@ozonetel-bulk-upload/shared-types';
import { checkContactFile, filesOf, type CheckRules } from '../../../src/contact-file/check-contact-file';
import { writeAll } from '../../../src/store/spool/file-writer';
import { createScratchFiles, type CreateScratchFile } from '../../../src/store/spool/scratch-files';
import { mutate, mutateInside } from './mutate';
import { Random } from './random';

export interface FuzzOptions {
  readonly seed: number;
  /** Told the number of runs that are done; false ends the fuzzing. */
  readonly goesOn: (runs: number) => boolean;
  /** Takes each file before it is checked, so that one that never ends can be found. */
  readonly note?: (file: Buffer) => void;
  readonly corpus: string;
}

const RULES: CheckRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'drop',
  duplicates: 'drop',
  split: false,
  maxInflatedBytes: 16 * 1024 * 1024,
};

/** With what is said of wide and of hidden rows, or as an older client says nothing of them. */
function rulesBy(random: Random): CheckRules {
  return {
    ...RULES,
    ...random.pick([
      {},
      ...(['fail', 'drop', 'keep'] as const).map((rowsWiderThanHeader) => ({ rowsWiderThanHeader })),
    ]),
    ...random.pick([{}, ...(['send', 'drop'] as const).map((hiddenRows) => ({ hiddenRows }))]),
  };
}

/**
 * Checks one changed file of the corpus after another. What cannot be read must be a verdict with a sentence,
 * and what is accepted must be accepted as it is when what is sent is checked again.
 * @throws the first fault, whatever it is
 */
export async function fuzzReaders({
  seed,
  goesOn,
  note,
  corpus,
}: FuzzOptions): Promise<Record<string, number>> {
  const random = new Random(seed);
  const seeds = await readCorpus(corpus);
  const verdicts: Record<string, number> = {};
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const createFile = createScratchFiles(folder);
  try {
    for (let runs = 0; goesOn(runs); runs += 1) {
      const original = random.pick(seeds);
      const isArchive = original.includes('PK\x05\x06', 0, 'latin1') && random.below(8) > 0;
      const file = isArchive ? await mutateInside(original, random) : mutate(original, random);
      note?.(file);
      const verdict = await checked(file, rulesBy(random), createFile);
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return verdicts;
}

async function checked(content: Buffer, rules: CheckRules, createFile: CreateScratchFile): Promise<string> {
  const source = await writeAll(createFile(), [content]);
  const first = await checkContactFile({ file: source, kind: 'file' }, rules, createFile);
  const files = [source, ...filesOf(first)];
  try {
    if (first.verdict === 'rejected') {
      if (!/ .*\S\.$/s.test(first.outcome.message))
        throw new Error(`This is no sentence: ${first.outcome.message}`);
      return first.outcome.code;
    }
    refuseWrongSum(first.counts, rules);
    const sent = first.parts[0];
    if (sent === undefined) throw new Error('Nothing would be sent.');
    const again = await checkContactFile({ file: sent.file ?? source, kind: 'file' }, rules, createFile);
    files.push(...filesOf(again));
    if (again.verdict === 'rejected')
      throw new Error(`What would be sent is refused: ${again.outcome.message}`);
    if (again.counts.valid !== first.counts.valid || again.counts.rows !== first.counts.valid) {
      throw new Error(`${first.counts.valid} rows would be sent, but ${again.counts.rows} are read again.`);
    }
    return 'accepted';
  } finally {
    await Promise.all(files.map((file) => file.remove()));
  }
}

/** Each row is counted once, whatever becomes of it. */
function refuseWrongSum(counts: Counts, { hiddenRows }: CheckRules): void {
  const { rows, valid, invalid, duplicates, hidden = 0 } = counts;
  const leftOut = invalid + duplicates + (hiddenRows === 'drop' ? hidden : 0);
  if (valid + leftOut !== rows) throw new Error(`The counts do not add up: ${JSON.stringify(counts)}`);
}

async function readCorpus(folder: string): Promise<Buffer[]> {
  const names = await readdir(folder);
  const files = names.filter((name) => /\.(csv|txt|xlsx|xls|ods)$/.test(name)).sort();
  return Promise.all(files.map((name) => readFile(join(folder, name))));
}
