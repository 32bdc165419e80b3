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
