import { accepted, createScratch, rejected, type Scratch } from './checking';
import { HEADER, row, text } from './sheet-xml';
import { workbookParts, zipOf } from './workbook';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
afterAll(() => scratch.remove());

describe('a phone number in a workbook is the same one, however its cell stores it', () => {
  const STRINGS = '<si><t>98765 43210</t></si><si><t>_x0039_876543210</t></si><si><t>98765-43210 </t></si>';
  it.each([
    ['as a shared text', '<c r="A3" t="s"><v>0</v></c>'],
    ['as a shared text with an escape', '<c r="A3" t="s"><v>1</v></c>'],
    ['as a shared text with a space behind it', '<c r="A3" t="s"><v>2</v></c>'],
    ['as a text of its own', text('A3', '(98765) 43210')],
    ['with an entity', text('A3', '&#57;876543210')],
    ['with an escape', text('A3', '98765_x0034_3210')],
    ['in two runs', '<c r="A3" t="inlineStr"><is><r><t>98765</t></r><r><t>43210</t></r></is></c>'],
    ['as CDATA', '<c r="A3" t="inlineStr"><is><t><![CDATA[9876543210]]></t></is></c>'],
    ['with a comment in it', '<c r="A3"><v>98765<!-- -->43210</v></c>'],
    ['as a number', '<c r="A3"><v>9876543210</v></c>'],
    ['as the result of a formula', '<c r="A3" t="str"><f>B1</f><v>9876543210</v></c>'],
    ['on a line of its own', '<c r="A3" t="inlineStr">\n <is>\n <t>\n 9876543210\n </t>\n </is>\n</c>'],
  ])('%s', async (_, cell) => {
    const sheetData = HEADER + row(2, text('A2', '9876543210')) + row(3, cell) + row(4, text('A4', '98765'));
    const checked = accepted(
      await scratch.check(await zipOf(workbookParts(sheetData, STRINGS)), { duplicates: 'drop' }),
    );
    expect(checked.counts).toMatchObject({ rows: 3, valid: 2, invalid: 0, duplicates: 1 });
  });

  it('is refused for a sign that an entity or an escape hides', async () => {
    const sheetData =
      HEADER + row(2, text('A2', '98765&amp;43210')) + row(3, text('A3', '98765_x002F_43210'));
    const { outcome } = rejected(await scratch.check(await zipOf(workbookParts(sheetData))));
    expect(outcome.message).toContain('PhoneNumber is not valid in 2 rows (lines 2 and 3)');
  });
});
