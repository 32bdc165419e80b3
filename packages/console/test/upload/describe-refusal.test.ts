import { describeRefusal } from '../../src/pages/upload/form/describe-refusal';

const REFUSED = { status: 'error', source: 'check', message: 'map it with "columns"' } as const;

const MISSING = {
  kind: 'missing' as const,
  found: [],
  candidates: [],
  unmatched: [],
  unmatchedCount: 0,
};

test('a column that is missing is chosen on the page, among those that could be it', () => {
  const columnFault = { ...MISSING, column: 'PhoneNumber' as const, candidates: ['Mobile', 'Phone'] };
  const text = describeRefusal({ ...REFUSED, code: 'phone_number_column_missing', columnFault });
  expect(text).toBe(
    'No column is "Phone number". Choose under "3. Columns" which one it is: Mobile or Phone.',
  );
});

test('a missing column of agents can also be settled by letting any agent call', () => {
  const columnFault = { ...MISSING, column: 'AgentId' as const };
  const text = describeRefusal({ ...REFUSED, code: 'agent_id_column_missing', columnFault });
  expect(text).toContain('choose under "Who calls" that any agent may');
});

test('of columns that would be the same, all are named', () => {
  const columnFault = { kind: 'doubled' as const, column: 'Name', sources: ['First', 'Last'] };
  const text = describeRefusal({ ...REFUSED, code: 'unrecognised', columnFault });
  expect(text).toMatch(/More than one column is "Name": First, Last\. Choose something else/);
});

test('any other reason is the connector’s own', () => {
  expect(describeRefusal({ ...REFUSED, code: 'file_unreachable', message: 'No file there.' })).toBe(
    'No file there.',
  );
});

test('columns of one name are told apart in the spreadsheet, as the console knows them by their names', () => {
  const columnFault = {
    kind: 'doubled' as const,
    column: 'Mobile No',
    sources: ['Mobile No', 'Mobile No'],
  };
  const said = describeRefusal({ ...REFUSED, code: 'duplicate_column', columnFault });
  expect(said).toContain('More than one column is named "Mobile No".');
  expect(said).toContain('in your spreadsheet');
  expect(said).not.toContain('Choose');
});

test('a file with too many columns says that they cannot be left out in the console', () => {
  const message = 'The contact file has 45 columns; Ozonetel takes at most 40.';
  expect(describeRefusal({ ...REFUSED, code: 'too_many_columns', message })).toContain(
    'delete them in your spreadsheet',
  );
});

test('a file without contacts says what to do: with nothing in it, with a header alone, and with hidden rows alone', () => {
  const empty = { ...REFUSED, code: 'file_empty', message: 'Empty.' } as const;
  const counts = { rows: 0, valid: 0, invalid: 0, duplicates: 0, hidden: 0, sent: 0 };
  expect(describeRefusal(empty)).toMatch(/^Empty\. Check that this is the right file/);
  expect(describeRefusal(empty, counts)).toContain('Add the contacts below the header');
  expect(describeRefusal(empty, { ...counts, rows: 2, hidden: 2 })).toContain(
    'that hidden rows are not left out',
  );
});
