import type { Archive } from './archive';
import { readElements } from './read-elements';
import { decodeEntities } from './xml-text';

/** Built-in number formats that show a date or a time (ECMA-376, 18.8.30). */
const BUILT_IN_DATES = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

/** By the number of a cell style: whether it shows a number as a date. */
export async function readDateStyles(archive: Archive, path: string | undefined): Promise<boolean[]> {
  if (path === undefined) return [];
  const elements = await readElements(archive, path, [
    'numFmt',
    'cellXfs',
    'cellStyleXfs',
    'cellStyles',
    'dxfs',
    'xf',
  ]);
  const formats = new Map<string, boolean>();
  const styles: boolean[] = [];
  let section = '';
  for (const { name, attributes } of elements) {
    if (name === 'numFmt') {
      const code = decodeEntities(attributes.get('formatCode') ?? '');
      formats.set(attributes.get('numFmtId') ?? '', showsDate(code));
    } else if (name !== 'xf') section = name;
    else if (section === 'cellXfs') {
      const format = attributes.get('numFmtId') ?? '0';
      styles.push(formats.get(format) ?? isBuiltInDate(Number(format)));
    }
  }
  return styles;
}

function isBuiltInDate(format: number): boolean {
  return BUILT_IN_DATES.some(([first, last]) => format >= first && format <= last);
}

/** Whether a format code has a part of a date or time outside quoted texts, escapes, colours and conditions. */
function showsDate(code: string): boolean {
  const plain = code.replace(/"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^[\]]*\]/gi, '');
  return !/general/i.test(plain) && /[ymdhs]/i.test(plain);
}
