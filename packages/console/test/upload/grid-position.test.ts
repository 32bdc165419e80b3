import { editableAfter, positionAfter } from '../../src/pages/upload/grid/grid-position';

const SIZE = { rows: 100, columns: 4, page: 10 };
const AT = { row: 20, column: 2 };

function press(key: string, modifiers: { ctrlKey?: boolean } = {}, at = AT) {
  return positionAfter({ key, ctrlKey: false, metaKey: false, ...modifiers }, at, SIZE);
}

test.each([
  ['ArrowUp', { row: 19, column: 2 }],
  ['ArrowDown', { row: 21, column: 2 }],
  ['ArrowLeft', { row: 20, column: 1 }],
  ['ArrowRight', { row: 20, column: 3 }],
  ['Home', { row: 20, column: 0 }],
  ['End', { row: 20, column: 3 }],
  ['PageUp', { row: 10, column: 2 }],
  ['PageDown', { row: 30, column: 2 }],
])('%s moves in the grid as in a spreadsheet', (key, expected) => {
  expect(press(key)).toEqual(expected);
});

test('with Ctrl, Home and End lead to the corners of the grid', () => {
  expect(press('Home', { ctrlKey: true })).toEqual({ row: 0, column: 0 });
  expect(press('End', { ctrlKey: true })).toEqual({ row: 99, column: 3 });
});

test('no key leads out of the grid', () => {
  expect(press('ArrowUp', {}, { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
  expect(press('PageDown', {}, { row: 95, column: 0 })).toEqual({ row: 99, column: 0 });
});

test('other keys do not move', () => {
  expect(press('a')).toBeUndefined();
});

test('Tab goes to the next cell that can be edited, past the columns that cannot', () => {
  const isEditable = (column: number) => column >= 2;
  expect(editableAfter({ row: 0, column: 3 }, 1, SIZE, isEditable)).toEqual({ row: 1, column: 2 });
  expect(editableAfter({ row: 1, column: 2 }, -1, SIZE, isEditable)).toEqual({ row: 0, column: 3 });
  expect(editableAfter({ row: 99, column: 3 }, 1, SIZE, isEditable)).toBeUndefined();
});
