import type { Notice } from '../connector/notice';
import type { NoticeCode } from '../outcome/codes';
import type { ContactRow, StoredCell } from './contact-row';
import { NAMED_LINES, rowsAt } from './rows-at';
import { countDigits, DATE_DIGITS, findOddity, isPhoneNumber, MOST_DIGITS } from './phone-number';

type RowNoticeCode = Exclude<NoticeCode, 'column_alias_used' | 'other_sheets' | 'formulas_without_results'>;

/** Counts the rows of a contact file that deserve a notice but are not refused. */
export class RowNotices {
  readonly #found = new Map<RowNoticeCode, { count: number; lines: number[] }>();

  constructor(
    private readonly phoneNumber: number,
    private readonly hiddenRows: 'send' | 'drop',
  ) {}

  addHidden(row: ContactRow): void {
    this.#add('hidden_rows', row);
  }

  /** Takes a row that is sent. @returns what is odd about it, as a sentence */
  addValid(row: ContactRow): string | undefined {
    const code = this.#holdsContacts(row) ? 'contacts_within_cells' : this.#oddityOf(row);
    if (code === undefined) return undefined;
    this.#add(code, row);
    return MESSAGE_OF_ODDITY[code]('');
  }

  /**
   * Where a quote is not closed, the next one ends its cell, and the records between them are its text; or it is closed
   * only at the end of its record.
   */
  #holdsContacts(row: ContactRow): boolean {
    const records = row.recordsWithin?.() ?? [];
    return records.some((cells) => {
      const phoneNumber = cells[this.phoneNumber] ?? '';
      return cells.length > 1 && isPhoneNumber(phoneNumber) && findOddity(phoneNumber) === undefined;
    });
  }

  #oddityOf(row: ContactRow): OddityCode | undefined {
    const column = this.phoneNumber;
    if (isUsual(row.stored?.(column))) return undefined;
    const oddity = findOddity(row.text(column));
    return oddity === undefined ? undefined : CODE_OF_ODDITY[oddity];
  }

  countOf(code: RowNoticeCode): number {
    return this.#found.get(code)?.count ?? 0;
  }

  /** In an order of their own, one for each code. */
  list(): Notice[] {
    return ORDER.flatMap((code) => {
      const found = this.#found.get(code);
      if (found === undefined) return [];
      return [{ code, message: this.#message(code, rowsAt(found.count, found.lines)) }];
    });
  }

  #message(code: RowNoticeCode, rows: string): string {
    if (code !== 'hidden_rows') return MESSAGE_OF_ODDITY[code](` in ${rows}`);
    return this.hiddenRows === 'drop'
      ? `${rows} that the spreadsheet does not show, hidden or filtered out, were left out.`
      : `${rows} that the spreadsheet does not show, hidden or filtered out, are sent like the others. To leave them out, set "hiddenRows" to "drop".`;
  }

  #add(code: RowNoticeCode, { line }: ContactRow): void {
    const found = this.#found.get(code) ?? { count: 0, lines: [] };
    this.#found.set(code, found);
    found.count += 1;
    if (found.lines.length < NAMED_LINES) found.lines.push(line);
  }
}

const CODE_OF_ODDITY = {
  short: 'short_phone_numbers',
  long: 'long_phone_numbers',
  date: 'phone_numbers_like_dates',
  words: 'phone_numbers_of_words',
  negative: 'negative_phone_numbers',
} as const;

/** @param where ` in …`, with the rows that it is about; empty if it is about one that is shown with it */
const MESSAGE_OF_ODDITY = {
  contacts_within_cells: (where: string) =>
    `A quoted cell holds what looks like a whole contact${where}: check that its quotes (") stand around one cell alone.`,
  short_phone_numbers: (where: string) =>
    `The phone number has fewer than 7 digits${where}: check that it is complete.`,
  long_phone_numbers: (where: string) =>
    `The phone number has more than 15 digits${where}: check that it is one number.`,
  phone_numbers_like_dates: (where: string) =>
    `The phone number looks like a date${where}: check that it is in the right column.`,
  phone_numbers_of_words: (where: string) =>
    `The phone number is mostly words${where}: check that this is a contact, not a remark.`,
  negative_phone_numbers: (where: string) =>
    `The phone number begins with a minus sign${where}, as a spreadsheet calculates it from digits and signs: check that it is the number that was typed.`,
};

/** Whether the bytes of a cell alone rule out every oddity: it has no room for more letters than digits. */
function isUsual(cell: StoredCell | undefined): boolean {
  if (cell === undefined || beginsWithMinus(cell)) return false;
  const digits = countDigits(cell);
  return digits > DATE_DIGITS && digits <= MOST_DIGITS && cell.end - cell.start <= 2 * digits;
}

type OddityCode = keyof typeof MESSAGE_OF_ODDITY;

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;

/** Behind a quote and spaces. */
function beginsWithMinus({ bytes, start, end }: StoredCell): boolean {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === QUOTE)) at += 1;
  return bytes[at] === MINUS;
}

const ORDER: readonly RowNoticeCode[] = [
  'hidden_rows',
  'contacts_within_cells',
  'short_phone_numbers',
  'long_phone_numbers',
  'phone_numbers_like_dates',
  'phone_numbers_of_words',
  'negative_phone_numbers',
];
