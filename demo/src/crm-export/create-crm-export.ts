const HEADERS = ['Lead ID', 'Full Name', 'Mobile No', 'Email', 'City', 'Product Interest', 'Lead Source'];

const FIRST_NAMES = [
  'Aarav',
  'Diya',
  'Ishaan',
  'Kavya',
  'Rohan',
  'Meera',
  'Vikram',
  'Ananya',
  'Farhan',
  'Zoya',
];
const LAST_NAMES = ['Sharma', 'Iyer', 'Khan', 'Patel', 'Reddy', 'Das', 'Mehta', 'Nair', 'Singh', 'Kulkarni'];
const CITIES = ['Hyderabad', 'Pune', 'Bengaluru', 'Jaipur', 'Kochi', 'Lucknow', 'Indore'];
const PRODUCTS = ['Home loan', 'Gold loan, top-up', 'Credit card', 'Two-wheeler loan'];
const SOURCES = ['Website', 'Referral', 'Branch', 'Campaign "Festive"'];

/**
 * A contact file as a CRM exports it: its own headers, a BOM, CRLF, quoted cells, phone numbers with spaces.
 * The same for the same count. Subscriber numbers begin with 5, which no mobile number in India does.
 */
export function createCrmExport(contacts: number): string {
  const rows = Array.from({ length: contacts }, (_, index) => createRow(index));
  return `\uFEFF${[HEADERS, ...rows].map(toLine).join('')}`;
}

function createRow(index: number): string[] {
  const first = pick(FIRST_NAMES, index);
  const last = pick(LAST_NAMES, Math.floor(index / FIRST_NAMES.length));
  const digits = String(5_000_000_000 + index * 7919);
  return [
    `L-${String(index + 1).padStart(5, '0')}`,
    index % 5 === 0 ? `${last}, ${first}` : `${first} ${last}`,
    `+91 ${digits.slice(0, 5)} ${digits.slice(5)}`,
    `${first}.${last}.${index + 1}@example.com`.toLowerCase(),
    pick(CITIES, index),
    pick(PRODUCTS, index),
    pick(SOURCES, index),
  ];
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? '';
}

function toLine(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
