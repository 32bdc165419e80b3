/** Contacts as a CRM would export them, the same on every machine: about half of the cells are unique. */

const FIRST = ['Asha', 'Ravi', 'Uma', 'Dev', 'Kiran', 'Meera', 'Arjun', 'Lakshmi', 'Vikram', 'Zoë'];
const LAST = ['Sharma', 'Iyer', 'Khan', 'Das', 'Reddy', 'Nair', 'Patel', 'Singh', 'Bose', "D'Souza"];
const CITIES = ['Hyderabad', 'Bengaluru', 'Mumbai', 'Chennai', 'New Delhi', 'Pune', 'Kochi', 'Jaipur, RJ'];
const STATES = ['open', 'won', 'lost', 'call again', ''];

export function headerOf(columns: number): string[] {
  return [
    'PhoneNumber',
    'Name',
    'Email',
    'City',
    'State',
    ...range(columns - 5, (index) => `Custom ${index}`),
  ];
}

export function contactOf(row: number, columns: number): string[] {
  const first = pick(FIRST, row);
  const last = pick(LAST, row >> 3);
  return [
    `+91 ${String(90_000_000_000 + row * 7).slice(1)}`,
    `${first} ${last} ${row}`,
    `${first.toLowerCase()}.${row}@mail.example`,
    pick(CITIES, row >> 2),
    pick(STATES, row * 7),
    ...range(columns - 5, (index) => custom(row, index)),
  ];
}

function custom(row: number, index: number): string {
  switch (index % 5) {
    case 0:
      return String((row * 7919 + index * 104_729) % 1_000_003);
    case 1:
      return pick(CITIES, row + index);
    case 2:
      return `2026-${pad(1 + ((row + index) % 12))}-${pad(1 + (row % 28))}`;
    case 3:
      return `ref-${(row * 31 + index) % 99_991}-${index}`;
    default:
      return pick(STATES, row + index);
  }
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? '';
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function range(length: number, make: (index: number) => string): string[] {
  return Array.from({ length }, (_, index) => make(index));
}
