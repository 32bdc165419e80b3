import { inflateRawSync } from 'node:zlib';
import { zipOf } from '../workbook';
import type { Random } from './random';

/** Pieces that readers trip over. */
const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\r',
  '\n',
  '\r\n',
  '\0',
  '\uFEFF',
  '\xff\xfe',
  'sep=;\n',
  '=1+1',
  "'",
  '\x80',
  '<',
  '>',
  '/',
  '</',
  '/>',
  '<!--',
  '<!---->',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '&',
  '&#x0;',
  '&#1114112;',
  '&amp;',
  '_x000D_',
  '<row>',
  '</row>',
  '<c>',
  '</c>',
  '<c t="s">',
  '<v>',
  '</v>',
  '<v>4294967296</v>',
  '<v>-1</v>',
  '<t>',
  '</t>',
  '<is>',
  '<rPh>',
  '</sheetData>',
  ' r="A1"',
  ' r="XFE1"',
  ' r="ZZZZZZ9"',
  ' t="s"',
  ' t="inlineStr"',
  ' s="9999999999"',
  '1e309',
  '-0',
  '9'.repeat(400),
  '99999',
  '9.19877E+11',
  '\x1a',
  '\xe2\x80\x8b',
  '\xef\xbb\xbf',
  '"a\n"b',
  '<row r="1">',
  ' r="2"',
  ' r = " A1 "',
  ' t="b"',
  '<v>true</v>',
  '<v>\n 0 \n</v>',
  '<v><![CDATA[0]]></v>',
  ' s="1"',
  ' formatCode="&quot;+1 &quot;(000) 000\\-0000"',
  ' formatCode="[<=9]0;-0;;&quot;+&quot;@"',
  ',x,y,z,',
  ';;;;x',
  '<c r="XFD1" t="str"><v>x</v></c>',
  ' hidden="1"',
  ' hidden="true"',
  ' hidden="0"',
  '<row hidden="1">',
  '<autoFilter ref="A1:B9"/>',
  '<?xml version="1.0" encoding="ISO-8859-1"?>',
  '<?xml version="1.0" encoding="UTF-7"?>',
].map((text) => Buffer.from(text, 'latin1'));

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

/** The archive with the insides of one entry changed, so that the change comes past the archive's checksums. */
export async function mutateInside(archive: Buffer, random: Random): Promise<Buffer> {
  const entries = entriesOf(archive);
  const name = random.pick(
    [...entries.keys()].filter((entry) => /sheet\d*\.xml$|sharedStrings|workbook|styles|\.rels$/.test(entry)),
  );
  entries.set(name, mutate(entries.get(name) ?? Buffer.alloc(0), random));
  return zipOf(Object.fromEntries(entries));
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
