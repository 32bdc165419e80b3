import { listProblemRows } from '../../src/pages/upload/check/problem-rows';
import { createRecheck } from '../../src/pages/upload/check/recheck-row';
import { createDraft, editCell, listCorrections, type Draft } from '../../src/pages/upload/draft/draft';

const HEADERS = ['Mobile No', 'Name'];
const BAD = { row: 2, line: '4', reason: 'The phone number has no digit.', cells: ['call me', 'Ravi'] };
const OTHER = { row: 7, line: '9', reason: 'The phone number is missing.', cells: ['', 'Asha'] };
const REJECTED = { headers: HEADERS, rows: [BAD, OTHER], isCut: false };

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

test('corrections name the row and the header of the file', () => {
  expect(listCorrections(edit(createDraft(), '9876543210'))).toEqual([
    { row: 2, column: 'Mobile No', value: '9876543210' },
  ]);
});

test('a cell that is changed back is no correction', () => {
  expect(listCorrections(edit(edit(createDraft(), '9876543210'), 'call me'))).toEqual([]);
});

test('each change makes another request, with another idempotency key', () => {
  const draft = createDraft();
  expect(edit(draft, '1').idempotencyKey).not.toBe(draft.idempotencyKey);
});
