import { detectDelimiter } from '../../src/contact/csv-delimiter';

const rows = (...lines: string[]) => `${lines.join('\r\n')}\r\n`;

describe('the delimiter of a CSV file', () => {
  it.each<[string, string, string]>([
    [
      'names hold another as often',
      ';',
      rows('PhoneNumber;Name, Vorname', '9845012345;Rao, Asha', '9845012346;Shah, Ravi'),
    ],
    [
      'names hold another more often',
      ';',
      rows('PhoneNumber;City, State, Country', '9845012345;Pune, MH, IN'),
    ],
    ['a name before PhoneNumber holds another', ';', rows('Name, Title;PhoneNumber', 'Rao, Dr.;9845012345')],
    ['PhoneNumber is in quotes', ';', rows('"Name, Title";"Phone_Number"', 'Rao, Dr.;"9845012345"')],
    [
      'it is not in every row as often as in the header',
      ';',
      rows('PhoneNumber;Name, Title', '98450;Rao, Dr.', '98451;"a;b";x, y'),
    ],
    ['the phone column has a common name', ';', rows('Mobile No.;Name, Vorname', '+91 98450;Rao, Asha')],
    ['only its cells tell the phone column', ';', rows('Kontakt;Name, Vorname', '+91 98450 12345;Rao, Asha')],
    ['names hold semicolons', ',', rows('Kontakt,Name; Title; City', '9845012345,Rao; Dr.; Pune')],
    ['it is a tab', '\t', rows('PhoneNumber\tCity, State, Country', '9845012345\tPune, MH, IN')],
    ['it is a bar', '|', rows('PhoneNumber|Tags; More; Tags', '9845012345|a; b; c')],
    ['nothing tells two apart: the comma', ',', rows('Kontakt;Name, Vorname', 'x;Rao, Asha')],
    ['amounts have commas', ';', rows('PhoneNumber;Amount, INR', '9845012345;1,50')],
  ])('is found where %s', (_, delimiter, text) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });

  it('is what Excel declares, whatever the header looks like', () => {
    expect(detectDelimiter(rows('sep=;', 'PhoneNumber,Name;Title', '9845012345,Rao;Dr.'))).toBe(';');
  });
});
