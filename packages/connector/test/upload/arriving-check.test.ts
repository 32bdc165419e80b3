import { once, EventEmitter } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkContactFile, type CheckedFile } from '../../src/contact-file/check-contact-file';
import type { FileWriter } from '../../src/store/spool/file-writer';
import { FollowedFile } from '../../src/store/spool/followed-file';
import type { NewSpooledFile } from '../../src/store/spool/spool';
import { createScratchFiles, type CreateScratchFile } from '../../src/store/spool/scratch-files';
import { createArrivingChecks, type ArrivingCheck } from '../../src/upload/prepare/arriving-check';
import { bytesOf, RULES } from '../contact-file/checking';

const MEGABYTE = 1024 * 1024;
const NEVER = new AbortController().signal;
const LIMITS = { xlsxMaxInflatedBytes: RULES.maxInflatedBytes, checkTimeoutMs: 60_000, lateMs: 60_000 };
const ORDER = { rules: RULES, corrections: [] };

let folder: string;
let createFile: CreateScratchFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arriving-'));
  createFile = createScratchFiles(folder);
});
afterEach(() => rm(folder, { recursive: true }));

/** Some megabytes of contacts. */
function contacts(rows = 100_000, name = (row: number) => `Zoë ${row}`): string {
  const lines = Array.from({ length: rows }, (_, row) => `${9_000_000_000 + row},${name(row)},Hyderabad\n`);
  return `PhoneNumber,Name,City\n${lines.join('')}`;
}

function* piecesOf(content: Buffer, bytes: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
}

async function writeInPieces(writer: FileWriter, content: Buffer, bytes = 10_007): Promise<void> {
  for (const piece of piecesOf(content, bytes)) await writer.write(piece);
}

/** What is told of a check, files included. */
async function shown(checked: CheckedFile) {
  const parts = checked.verdict === 'accepted' ? checked.parts : [];
  const written = [checked.rejected, ...parts.map(({ file }) => file)];
  const texts = await Promise.all(written.map(async (file) => file && (await bytesOf(file)).toString()));
  return {
    ...checked,
    rejected: undefined,
    parts: parts.map((part) => ({ ...part, file: undefined })),
    texts,
  };
}

const FILES: readonly (readonly [string, Buffer, object])[] = [
  ['that is sent as it is', Buffer.from(contacts(50_000, (row) => `Asha ${'x'.repeat(60)} ${row}`)), {}],
  ['of more rows than one request takes', Buffer.from(contacts()), { split: true }],
  [
    'with columns that are renamed',
    Buffer.from(contacts(50_000, (row) => `${'y'.repeat(40)}${row}`)),
    { columns: { City: 'Town' } },
  ],
  [
    'with rows that are left out',
    Buffer.from(`${contacts()}#,x,\n9000000001,again,\n`),
    { invalidRows: 'drop', duplicates: 'drop', split: true },
  ],
  ['in UTF-16', Buffer.from(`\uFEFF${contacts()}`, 'utf16le'), { split: true }],
  [
    'in Windows-1252, which shows at its end',
    Buffer.from(`${contacts(100_000, (row) => `Asha ${row}`)}9,Zo\xeb,x\n`, 'latin1'),
    { split: true },
  ],
  ['without a phone number', Buffer.from(contacts().replace('PhoneNumber', 'Fax')), {}],
  ['with a quote that is never closed', Buffer.from(`${contacts()}9,"x,y\n`), { split: true }],
];

it.each(FILES)('a file %s gets the same verdict while it arrives as afterwards', async (_, content, more) => {
  const rules = { ...RULES, ...more };
  const checks = createArrivingChecks(LIMITS);
  const arriving = checks.begin({ rules, corrections: [], createFile });
  const writer = arriving.follow(createFile());
  await writeInPieces(writer, content);
  const file = await writer.end();
  const verdict = await arriving.end(NEVER);
  expect(verdict).toBeDefined();
  const alone = await checkContactFile({ file, kind: 'file' }, rules, createFile);
  expect(await shown(verdict!)).toEqual(await shown(alone));
});

it('rows are checked before the last byte has come', async () => {
  const told = new EventEmitter();
  const arriving = createArrivingChecks(LIMITS).begin({
    rules: { ...RULES, invalidRows: 'drop' },
    corrections: [],
    createFile(kind) {
      told.emit(kind);
      return createFile();
    },
  });
  const writer = arriving.follow(createFile());
  const rejected = once(told, 'rejected');
  await writeInPieces(writer, Buffer.from(`PhoneNumber\n#\n${'9876543210\n'.repeat(300_000)}`));
  await rejected;
  await writer.end();
  expect((await arriving.end(NEVER))?.counts).toMatchObject({ rows: 300_001, invalid: 1 });
});

it('a third file that arrives at the same time is left to be checked in turn', async () => {
  const checks = createArrivingChecks(LIMITS);
  const begin = (): ArrivingCheck => checks.begin({ ...ORDER, createFile });
  const [first, second, third] = [begin(), begin(), begin()];
  const slow = [first, second].map((check) => check.follow(createFile()));
  const source = createFile();
  expect(third.follow(source)).toBe(source);
  await source.abort();
  expect(await third.end(NEVER)).toBeUndefined();
  for (const writer of slow) await writer.abort();
  expect([await first.end(NEVER), await second.end(NEVER)]).toEqual([undefined, undefined]);
  const fourth = createFile();
  expect(third.follow(fourth)).not.toBe(fourth);
  await third.discard();
  await fourth.abort();
});

it.each([
  ['small', Buffer.from('PhoneNumber\n9876543210\n')],
  ['no text', Buffer.alloc(3 * MEGABYTE, 'PK\x03\x04', 'latin1')],
])('a file that is %s is left to be checked in turn', async (_, content) => {
  const arriving = createArrivingChecks(LIMITS).begin({ ...ORDER, createFile });
  const writer = arriving.follow(createFile());
  await writeInPieces(writer, content);
  const file = await writer.end();
  expect(await arriving.end(NEVER)).toBeUndefined();
  expect((await bytesOf(file)).equals(content)).toBe(true);
});

it('a file that is given up leaves nothing of its check on the disk', async () => {
  const rules = { ...RULES, invalidRows: 'drop' as const };
  const arriving = createArrivingChecks(LIMITS).begin({ rules, corrections: [], createFile });
  const writer = arriving.follow(createFile());
  await writeInPieces(writer, Buffer.from(`PhoneNumber\n${'#\n'.repeat(1_500_000)}`));
  await writer.abort();
  await arriving.discard();
  expect(await readdir(folder)).toEqual([]);
});

it('a verdict that nobody wants leaves nothing on the disk', async () => {
  const rules = { ...RULES, columns: { City: 'Town' }, split: true };
  const arriving = createArrivingChecks(LIMITS).begin({ rules, corrections: [], createFile });
  const writer = arriving.follow(createFile());
  await writeInPieces(writer, Buffer.from(contacts()));
  const file = await writer.end();
  const gone = AbortSignal.abort(new Error('canceled'));
  await expect(arriving.end(gone)).rejects.toThrow('canceled');
  await arriving.discard();
  await file.remove();
  expect(await readdir(folder)).toEqual([]);
});

it('a verdict is taken once by the job of its file', () => {
  const checks = createArrivingChecks(LIMITS);
  const arriving = checks.begin<NewSpooledFile>({
    ...ORDER,
    createFile: () => {
      throw new Error('nothing is written');
    },
  });
  checks.handOver({ id: 'file_1', bytes: 4 * MEGABYTE }, arriving);
  expect(checks.take('file_2')).toBeUndefined();
  expect(checks.take('file_1')).toBe(arriving);
  expect(checks.take('file_1')).toBeUndefined();
});

describe('a file that is read while it is written', () => {
  it('lets its writer wait for a reader that is far behind, until nobody reads any more', async () => {
    const file = new FollowedFile(createFile());
    const writing = writeInPieces(file, Buffer.alloc(8 * MEGABYTE), 64 * 1024);
    await file.hasCome(4 * MEGABYTE);
    const content = await file.open();
    expect(file.bytes).toBeLessThan(5 * MEGABYTE);
    await content.close();
    await writing;
    expect(file.bytes).toBe(8 * MEGABYTE);
    await file.abort();
  });

  it('keeps no more than some pieces where they are tiny', async () => {
    const file = new FollowedFile(createFile());
    await writeInPieces(file, Buffer.from('PhoneNumber\n'.repeat(1_000)), 1);
    const content = await file.open();
    const into = Buffer.alloc(12);
    const read = content.read(into, 0);
    await file.end();
    expect([await read, into.toString()]).toEqual([12, 'PhoneNumber\n']);
    await content.close();
  });

  it('fails its reader when it is given up', async () => {
    const file = new FollowedFile(createFile());
    await file.write(Buffer.from('PhoneNumber\n'));
    const read = (await file.open()).read(Buffer.alloc(100), 0);
    await file.abort();
    await expect(read).rejects.toThrow('given up');
  });
});
