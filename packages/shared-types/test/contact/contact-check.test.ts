import fc from 'fast-check';
import { contactRowOf, MAX_RECORDS, type UploadRequestInput } from '../../src';
import { checked, checkOf, rulesOf } from './checking';

describe('a file', () => {
  const GOOD = ['98'];
  const BAD = ['#'];

  test('whose rows are all valid may be sent', () => {
    expect(checked(['PhoneNumber'], [GOOD, ['97']])).toEqual({
      verdicts: ['valid', 'valid'],
      counts: { rows: 2, valid: 2, invalid: 0, duplicates: 0, hidden: 0, sent: 0 },
      problems: [],
      outcome: undefined,
    });
  });

  test('without rows is empty', () => {
    expect(checked(['PhoneNumber'], []).outcome).toMatchObject({ code: 'file_empty', source: 'check' });
  });

  test('with an invalid row is refused as a whole, with its row numbers', () => {
    const { outcome, counts } = checked(['PhoneNumber'], [BAD, GOOD, BAD]);
    expect(counts).toEqual({ rows: 3, valid: 1, invalid: 2, duplicates: 0, hidden: 0, sent: 0 });
    expect(outcome).toMatchObject({ status: 'error', code: 'invalid_phone_numbers', rows: [1, 3] });
    expect(outcome?.message).toContain('2 of 3 rows');
    expect(outcome?.message).toContain('"invalidRows": "drop"');
  });

  test('may be sent without its invalid rows where the user says so', () => {
    const { outcome, counts, verdicts } = checked(['PhoneNumber'], [BAD, GOOD], { invalidRows: 'drop' });
    expect(outcome).toBeUndefined();
    expect(verdicts).toEqual(['invalid', 'valid']);
    expect(counts).toMatchObject({ valid: 1, invalid: 1 });
  });

  test('of nothing but invalid rows is refused all the same', () => {
    const { outcome } = checked(['PhoneNumber'], [BAD, BAD], { invalidRows: 'drop' });
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [1, 2] });
    expect(outcome?.message).not.toContain('"invalidRows"');
  });

  test('takes the code of the first problem on the page, and names them all', () => {
    const { outcome } = checked(['PhoneNumber', 'Name'], [['98', 'x'.repeat(101)], ['#']]);
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers', rows: [2] });
    expect(outcome?.message).toMatch(
      /PhoneNumber is not valid in 1 row \(line 3\), Name is too long in 1 row \(line 2\)/,
    );
  });

  test('names the columns of what is wrong as the file has them', () => {
    const header = ['Mobile', 'Agent', 'Full Name'];
    const rows = [
      ['#', 'a1', 'Asha'],
      ['9876543210', '', 'Ravi'],
      ['9876543211', 'a1', 'x'.repeat(101)],
    ];
    const { outcome } = checked(header, rows, {
      columns: { Mobile: 'PhoneNumber', Agent: 'AgentId', 'Full Name': 'Name' },
      campaignType: 'agentwise',
      invalidRows: 'drop',
    });
    expect(outcome?.message).toMatch(
      /: Mobile is not valid in 1 row \(line 2\), Agent is not valid in 1 row \(line 3\), Full Name is too long/,
    );
  });

  test('does not show the phone number that stands where a header should', () => {
    const { outcome } = checked(['9876543210'], [BAD], { columns: { '9876543210': 'PhoneNumber' } });
    expect(outcome?.message).not.toContain('9876543210');
  });

  test('shows its first hundred problems and counts all rows', () => {
    const { problems, counts } = checked(
      ['PhoneNumber'],
      Array.from({ length: 250 }, () => BAD),
    );
    expect(problems.map(({ row }) => row)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(counts.invalid).toBe(250);
  });

  test('keeps its duplicates unless the user says otherwise', () => {
    expect(checked(['PhoneNumber'], [GOOD, GOOD]).verdicts).toEqual(['valid', 'valid']);
  });

  test('leaves duplicates out, the first stays, and an invalid row is no first', () => {
    const rows = [['9876543210#'], ['+91 98765 43210'], ['09876543210'], ['1'], ['01']];
    const { verdicts, counts, problems } = checked(['PhoneNumber'], rows, {
      duplicates: 'drop',
      invalidRows: 'drop',
    });
    expect(verdicts).toEqual(['invalid', 'valid', 'duplicate', 'valid', 'duplicate']);
    expect(counts).toEqual({ rows: 5, valid: 2, invalid: 1, duplicates: 2, hidden: 0, sent: 0 });
    expect(problems.map(({ row, code }) => [row, code])).toEqual([
      [1, 'invalid_phone_number'],
      [3, 'duplicate_phone_number'],
      [5, 'duplicate_phone_number'],
    ]);
  });

  test('of 50,000 valid rows may be sent, one more is over the limit, unless it is split', () => {
    const fill = (rows: number, given: Partial<UploadRequestInput> = {}) => {
      const check = checkOf(['PhoneNumber'], rulesOf(given));
      const row = contactRowOf(GOOD, 2);
      for (let added = 0; added < rows; added += 1) check.add(row);
      return check.conclude();
    };
    expect(fill(MAX_RECORDS)).toBeUndefined();
    expect(fill(MAX_RECORDS + 1)).toMatchObject({ code: 'data_limit_exceeded' });
    expect(fill(MAX_RECORDS + 1)?.message).toContain('50001');
    expect(fill(MAX_RECORDS + 1, { split: true })).toBeUndefined();
    expect(fill(MAX_RECORDS + 1, { duplicates: 'drop' })).toBeUndefined();
  });

  test('whatever its rows: valid, invalid and duplicates are all of them', () => {
    const cell = fc.constantFrom('98', '098', '97', '#', '', 'none', '+91 97');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell)),
        fc.constantFrom('keep' as const, 'drop' as const),
        fc.constantFrom('fail' as const, 'drop' as const),
        (rows, duplicates, invalidRows) => {
          const { verdicts, counts, outcome } = checked(['PhoneNumber'], rows, { duplicates, invalidRows });
          const count = (kind: string) => verdicts.filter((verdict) => verdict === kind).length;
          expect(counts).toEqual({
            rows: rows.length,
            valid: count('valid'),
            invalid: count('invalid'),
            duplicates: count('duplicate'),
            hidden: 0,
            sent: 0,
          });
          const isRefused = counts.valid === 0 || (counts.invalid > 0 && invalidRows === 'fail');
          expect(outcome !== undefined).toBe(isRefused);
        },
      ),
    );
  });
});
