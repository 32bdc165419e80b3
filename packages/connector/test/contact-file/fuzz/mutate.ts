import { inflateRawSync } from 'node:zlib';
import { zipOf } from '../workbook';
import { PIECES } from './pieces';
import type { Random } from './random';

/** A few changes to some bytes: flipped, cut out, doubled, moved, or with a piece put in. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let changes = 1 + random.below(6); changes > 0; changes -= 1) changed = changedOnce(changed, random);
  return changed;
}

function changedOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(random.pick([2, 16, 256, 4096])));
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, ...Array.from({ length: 2 + random.below(30) }, () => part), after]);
    case 2:
      return Buffer.concat([before, repeated(random.pick(PIECES), random), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([before, random.pick(PIECES), after]);
    case 4:
      return Buffer.concat([part, before, after]);
    default: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = random.below(256);
      return flipped;
    }
  }
}

/** Once as a rule; now and then so often that what calls itself for each is found out. */
function repeated(piece: Buffer, random: Random): Buffer {
  return random.below(10) > 0 ? piece : Buffer.alloc(piece.length * 20_000, piece);
}

/** The archive with one entry changed, so that the change comes past the archive's checksums. */
export async function mutateInside(archive: Buffer, random: Random): Promise<Buffer> {
  const entries = entriesOf(archive);
  const name = random.pick(
    [...entries.keys()].filter((entry) => /sheet\d*\.xml$|sharedStrings|workbook|styles|\.rels$/.test(entry)),
  );
  const content = entries.get(name) ?? Buffer.alloc(0);
  switch (random.below(8)) {
    case 0:
      rename(entries, name, random);
      break;
    case 1:
      entries.set(name, reencoded(content, random));
      break;
    case 2:
      entries.set(name, indented(content));
      break;
    default:
      entries.set(name, mutate(content, random));
  }
  return zipOf(Object.fromEntries(entries));
}

/** Names that some programs write and that mean the same, and names that mean nothing. */
const NAMES: readonly ((name: string) => string)[] = [
  (name) => `/${name}`,
  (name) => `./${name}`,
  (name) => name.replaceAll('/', '\\'),
  (name) => name.replace('sheet1', 'sheet%31'),
  (name) => name.toUpperCase(),
  (name) => `x/../${name}`,
  (name) => `../${name}`,
  (name) => `${name}/`,
  (name) => name.replace('/', '//'),
  (name) => `%${name}`,
];

function rename(entries: Map<string, Buffer>, name: string, random: Random): void {
  const content = entries.get(name) ?? Buffer.alloc(0);
  // Now and then both are there.
  if (random.below(3) > 0) entries.delete(name);
  entries.set(random.pick(NAMES)(name), content);
}

/** The part in another encoding than it has, whatever it declares. */
function reencoded(content: Buffer, random: Random): Buffer {
  const text = content.toString('utf8');
  const wide = Buffer.from(random.pick(['', '\uFEFF']) + text, 'utf16le');
  return random.pick([
    wide,
    Buffer.from(wide).swap16(),
    Buffer.from(text.replace('>', '>\u00e9'), 'latin1'),
    Buffer.concat([Buffer.from('\xef\xbb\xbf', 'latin1'), content]),
    Buffer.from(text.replace(/encoding=(["'])utf-8\1/i, 'encoding="utf-16"')),
  ]);
}

/** As programs write XML that people are to read. */
function indented(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('><', '>\n  <'), 'latin1');
}

/** The entries of an archive that a program wrote, by its directory. */
function entriesOf(archive: Buffer): Map<string, Buffer> {
  const entries = new Map<string, Buffer>();
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const raw = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    entries.set(name, archive.readUInt16LE(at + 10) === 0 ? raw : inflateRawSync(raw));
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
