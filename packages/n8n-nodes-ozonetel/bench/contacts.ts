/** A CSV of valid contacts, except that every `invalidEvery`th phone number has letters in it. */
export function createCsv(columns: number, contacts: number, invalidEvery = Infinity): string {
  const header = [
    'PhoneNumber',
    'Name',
    ...Array.from({ length: columns - 2 }, (_, index) => `Field${index + 3}`),
  ];
  const row = (index: number): string =>
    header
      .map((name, column) => {
        if (column === 0) return phoneNumber(index, (index + 1) % invalidEvery === 0);
        return name === 'Name' ? `Contact ${index}` : `value ${index % 97} ${column}`;
      })
      .join(',');
  return `${header.join(',')}\n${Array.from({ length: contacts }, (_, index) => row(index)).join('\n')}\n`;
}

function phoneNumber(index: number, isInvalid: boolean): string {
  return isInvalid ? `call#${index}` : `+91 5${String(index).padStart(9, '0')}`;
}
