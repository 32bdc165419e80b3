import { MAX_CORRECTIONS } from '@ozonetel-bulk-upload/shared-types';
import { listProblemRows, nameColumns } from '../../src/pages/upload/check/problem-rows';
import type { RejectedRows } from '../../src/pages/upload/check/read-rejected';
import { createRecheck } from '../../src/pages/upload/check/recheck-row';
import { createDraft, editCell, listCorrections, type Draft } from '../../src/pages/upload/draft/draft';
import { whyNotReady } from '../../src/pages/upload/send/why-not-ready';

const HEADERS = ['Mobile No', 'Name'];
const BAD = { row: 2, line: '4', reason: 'The phone number has no digit.', cells: ['call me', 'Ravi'] };
const OTHER = { row: 7, line: '9', reason: 'The phone number is missing.', cells: ['', 'Asha'] };
const REJECTED: RejectedRows = { headers: HEADERS, rows: [BAD, OTHER], isCut: false };

function edit(draft: Draft, value: string, column = 0): Draft {
  return editCell(draft, { row: BAD, column, value, headers: HEADERS });
}

function listed(draft: Draft, rejected = REJECTED, checkedVersion = 0) {
  return listProblemRows(draft, rejected, checkedVersion, createRecheck(draft));
}

test('a corrected cell is checked at once by the rules of the connector', () => {
  const [row] = listed(edit(createDraft(), '98765 43210'));
  expect(row).toMatchObject({ status: 'unconfirmed', cells: ['98765 43210', 'Ravi'], reason: '' });
});

test('a cell that is changed to something else that is wrong says what is wrong now', () => {
  const [row] = listed(edit(createDraft(), '9.19877E+11'));
  expect(row).toMatchObject({ status: 'problem', reason: expect.stringContaining('scientific notation') });
});

test('a row that the connector accepts after a change stays in the grid as corrected', () => {
  const draft = edit(createDraft(), '9876543210');
  const rows = listed(draft, { ...REJECTED, rows: [OTHER] }, draft.version);
  expect(rows).toMatchObject([
    { row: 2, line: '4', status: 'corrected' },
    { row: 7, status: 'problem' },
  ]);
});

test('a change that the connector still refuses shows the connector’s reason', () => {
  const draft = edit(createDraft(), '9876543210');
  const again = {
    ...BAD,
    reason: 'The same phone number stands in a row above.',
    cells: ['9876543210', 'Ravi'],
  };
  const [row] = listed(draft, { ...REJECTED, rows: [again, OTHER] }, draft.version);
  expect(row).toMatchObject({ status: 'problem', reason: again.reason });
});

test('corrections name the row and the place of the column in the file', () => {
  expect(listCorrections(edit(createDraft(), 'Ravi B', 1))).toEqual([{ row: 2, column: 2, value: 'Ravi B' }]);
});

test('a cell beyond the header and a column without a name have a number, and keep it when they are emptied', () => {
  const wide = { ...BAD, cells: ['98765', 'Rao', 'Asha', 'Pune', ''] };
  const rejected = { headers: ['Mobile No', ' ', 'City'], rows: [wide], isCut: false };
  const names = ['Mobile No', 'Column 2', 'City', 'Column 4'];
  const before = createDraft();
  expect(nameColumns(rejected.headers, listed(before, rejected))).toEqual(names);
  const after = editCell(before, { row: wide, column: 3, value: '', headers: rejected.headers });
  expect(nameColumns(rejected.headers, listed(after, rejected))).toEqual(names);
});

test('more corrections than an upload can carry keep it back, with what to do', () => {
  const rows = Array.from({ length: MAX_CORRECTIONS + 1 }, (_, index) => index + 1);
  const corrected = new Map(
    rows.map((row) => [row, { ...BAD, row, edits: { 0: '9876543210' }, version: 1 }]),
  );
  const account = { kind: 'stored', name: 'main' } as const;
  const source = { kind: 'link', url: 'https://example.com/a.csv' } as const;
  const draft: Draft = { ...createDraft(), account, campaignName: 'Diwali', source, corrected };
  const check = { checked: undefined, isRunning: false, error: undefined, retry: () => undefined };
  expect(whyNotReady(draft, check)).toMatch(/More than 10,000 cells are corrected: undo some/);
});

test('a cell that is changed back is no correction', () => {
  expect(listCorrections(edit(edit(createDraft(), '9876543210'), 'call me'))).toEqual([]);
});

test('each change makes another request, with another idempotency key', () => {
  const draft = createDraft();
  expect(edit(draft, '1').idempotencyKey).not.toBe(draft.idempotencyKey);
});

test('a row that is worth a look is in the grid without a problem, and is gone from it as such once it is corrected', () => {
  const odd = { ...BAD, reason: 'The phone number has fewer than 7 digits.', isOdd: true } as const;
  const rejected = { ...REJECTED, rows: [odd] };
  expect(listed(createDraft(), rejected)).toMatchObject([{ row: 2, status: 'odd', reason: odd.reason }]);
  const draft = edit(createDraft(), '12345');
  expect(listed(draft, rejected, draft.version)).toMatchObject([{ row: 2, status: 'odd' }]);
  expect(listed(draft, { ...REJECTED, rows: [] }, draft.version)).toMatchObject([{ status: 'corrected' }]);
});

test('what is wrong with a cell is said with the name that the column has in the file', () => {
  const headers = ['Mobile No', 'Telecaller', 'Customer'];
  const draft: Draft = {
    ...createDraft(),
    headers,
    campaignType: 'agentwise',
    columns: { Telecaller: 'AgentId', Customer: 'Name' },
  };
  const recheck = createRecheck(draft);
  expect(recheck?.(['9876543210', '', 'A'.repeat(101)], 1, 2)).toEqual([
    'Telecaller is missing.',
    'Customer has 101 characters; Ozonetel takes at most 100.',
  ]);
});
