import { checkResultSchema, MAX_ODD_ROWS, type CheckResult } from '@ozonetel-bulk-upload/shared-types';
import { DATABASE_KINDS } from '../harness/databases';
import { formOf } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';

describe.each(DATABASE_KINDS)('a check, on %s,', (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());

  const check = async (csv: string): Promise<CheckResult> => {
    const { json } = await scene.connector.callMultipart(formOf({}, csv), undefined, '/v1/checks');
    return checkResultSchema.parse(json);
  };

  it('shows the rows that are sent and worth a look, with their cells', async () => {
    const csv = 'PhoneNumber,Name\n9876543210,Asha\n\n12345,Ravi\nsee the note about 1,Mina\n';
    expect(await check(csv)).toMatchObject({
      counts: { valid: 3 },
      oddRows: [
        { row: 2, line: 4, reason: expect.stringContaining('fewer than 7 digits'), cells: ['12345', 'Ravi'] },
        { row: 3, line: 5, cells: ['see the note about 1', 'Mina'] },
      ],
    });
  });

  it('shows no more odd rows than are looked at', async () => {
    const numbers = Array.from({ length: MAX_ODD_ROWS + 50 }, (_, index) => String(1000 + index));
    const { oddRows } = await check(`PhoneNumber\n${numbers.join('\n')}\n`);
    expect(oddRows).toHaveLength(MAX_ODD_ROWS);
  });
});
