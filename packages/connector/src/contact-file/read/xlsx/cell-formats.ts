import type { Archive } from './archive';
import { createNumberFormat } from './number-format';
import { readElements } from './read-elements';
import { decodeEntities } from './xml-text';

/** How a cell style shows values, where that is more than printing them. */
export interface CellFormat {
  /** `scientific`: as `9.19877E+11`. Programs give this format to a number that they read from such a text. */
  readonly kind: 'date' | 'scientific' | 'number';
  /** What is shown for a number; undefined where it is to be printed as it is stored. */
  number(value: number): string | undefined;
  /** What is shown for a text; undefined if that is the text itself. */
  text(value: string): string | undefined;
}

/** Built-in number formats that show a date or a time (ECMA-376, 18.8.30). */
const BUILT_IN_DATES = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

/** Built-in number formats in scientific notation (ECMA-376, 18.8.30). */
const BUILT_IN_SCIENTIFIC = [11, 48];

const AS_STORED = { number: () => undefined, text: () => undefined };
const DATE: CellFormat = { kind: 'date', ...AS_STORED };
const SCIENTIFIC: CellFormat = { kind: 'scientific', ...AS_STORED };

/** By the number of a cell style: how it shows values; undefined if as they are stored. */
export async function readCellFormats(
  archive: Archive,
  path: string | undefined,
): Promise<(CellFormat | undefined)[]> {
  if (path === undefined) return [];
  const elements = await readElements(archive, path, [
    'numFmt',
    'cellXfs',
    'cellStyleXfs',
    'cellStyles',
    'dxfs',
    'xf',
  ]);
  const formats = new Map<string, CellFormat | undefined>();
  /** Numbers of the formats of the cell styles: some writers list the formats behind them. */
  const styles: string[] = [];
  let section = '';
  for (const { name, attributes } of elements) {
    const pause = archive.pace();
    if (pause !== undefined) await pause;
    if (name === 'numFmt') {
      // Those of conditional formats have numbers of their own.
      if (section === 'dxfs') continue;
      const code = decodeEntities(attributes.get('formatCode') ?? '');
      formats.set(attributes.get('numFmtId')?.trim() ?? '', formatOf(code));
    } else if (name !== 'xf') section = name;
    else if (section === 'cellXfs') styles.push(attributes.get('numFmtId')?.trim() ?? '0');
  }
  return styles.map((format) => {
    return formats.has(format) ? formats.get(format) : builtInFormat(Number(format));
  });
}

/** Excel's own limit is 255 characters. */
const MAX_CODE_CHARACTERS = 1000;

function formatOf(code: string): CellFormat | undefined {
  if (code.length > MAX_CODE_CHARACTERS) return undefined;
  const signs = withoutLiterals(code);
  if (showsDate(signs)) return DATE;
  const format = createNumberFormat(code);
  return /e[+-]/i.test(signs) ? { ...SCIENTIFIC, ...format, kind: 'scientific' } : format;
}

function builtInFormat(format: number): CellFormat | undefined {
  if (BUILT_IN_SCIENTIFIC.includes(format)) return SCIENTIFIC;
  return isBuiltInDate(format) ? DATE : undefined;
}

function isBuiltInDate(format: number): boolean {
  return BUILT_IN_DATES.some(([first, last]) => format >= first && format <= last);
}

/** A format code without quoted texts, escapes, colors and conditions. */
function withoutLiterals(code: string): string {
  return code.replace(/"[^"]*"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^[\]]*\]/gi, '');
}

/** Whether a format code without literals has a part of a date or time. */
function showsDate(signs: string): boolean {
  return !/general/i.test(signs) && /[ymdhs]/i.test(signs);
}
