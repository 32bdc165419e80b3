/** A contact file of a CRM: 5,000 rows, of which 100 have problems and 24 repeat a phone number. */
export function messyFile(): string {
  const lines = ['Mobile No,Customer Name,City'];
  for (let row = 1; row <= 5_000; row += 1) {
    lines.push(`${phoneNumberOf(row)},"Customer ${row}, Pune",Pune`);
    // Blank lines: the numbers of rows and lines differ from here on.
    if (row % 1_000 === 0) lines.push('');
  }
  return `${lines.join('\n')}\n`;
}

const BAD_NUMBERS = ['call me', '', '9.19877E+11', '98765#4321'];

function phoneNumberOf(row: number): string {
  if (row % 50 === 0) return BAD_NUMBERS[(row / 50) % BAD_NUMBERS.length] ?? '';
  if (row % 100 === 1 && row > 1) return row % 200 === 1 ? '9000000001' : String(9_100_000_000 + row);
  return String(9_000_000_000 + row);
}
