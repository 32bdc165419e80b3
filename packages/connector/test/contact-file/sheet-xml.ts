/** A cell of a sheet that holds its text itself. */
export const text = (reference: string, value: string) =>
  `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;

export const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join('')}</row>`;

export const HEADER = row(1, text('A1', 'PhoneNumber'), text('B1', 'Name'));

/** The rows of a sheet with `HEADER` and one contact. */
export const TABLE = [
  ['PhoneNumber', 'Name'],
  ['98765', 'Asha'],
];
