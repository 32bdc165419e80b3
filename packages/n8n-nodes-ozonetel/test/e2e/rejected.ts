import { ASHA, RAVI } from './operations';
import { itemsOf, type Item } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import type { Mode, Started, World } from './harness/world';
import { waiting } from './wait';

const MEERA = { PhoneNumber: 'call me', Name: 'Meera' };

export function describeRejected(world: () => World): void {
  it.each<Mode>(['direct', 'connector'])(
    'gives the items that were left out, each paired to its own (%s)',
    async (mode) => {
      const campaignName = world().nextCampaign();
      const { execution } = await world().run({
        parameters: { operation: 'upload', mode, campaignName, invalidRows: 'drop' },
        items: [ASHA, MEERA, RAVI, { PhoneNumber: '12#45', Name: 'Om' }],
      });
      expect(execution.status).toBe('success');
      expect(itemsOf(execution, OZONETEL, 1)).toMatchObject([
        { json: { row: 2, reason: expect.stringMatching(/./) as string, ...MEERA }, pairedItem: { item: 1 } },
        { json: { row: 4, PhoneNumber: '12#45', Name: 'Om' }, pairedItem: { item: 3 } },
      ]);
      expect(itemsOf(execution, 'Rejected')).toHaveLength(2);
      expect(itemsOf(execution, 'Uploads')).toHaveLength(1);
      await world().contactsIn(campaignName, 2);
    },
  );

  it('gives the rows of a CSV file, paired to the item of the file', async () => {
    const campaignName = world().nextCampaign();
    const { execution } = await world().run({
      parameters: { operation: 'upload', campaignName, source: 'binary', invalidRows: 'drop' },
      file: { name: 'a.csv', content: 'PhoneNumber,Name\nx,Meera\n9876543210,Asha\n' },
    });
    expect(itemsOf(execution, OZONETEL, 1)).toMatchObject([
      { json: { row: 1, PhoneNumber: 'x', Name: 'Meera' }, pairedItem: { item: 0 } },
    ]);
    await world().contactsIn(campaignName, 1);
  });

  describe.each(['url', 'binary'])('through the connector, a file from %s', (source) => {
    const ROWS = 1_200;
    const INVALID = 1_198;
    const lines = Array.from({ length: ROWS }, (_, index) =>
      index < ROWS - INVALID ? `987654321${index},Contact ${index}` : `call me,Contact ${index}`,
    );
    const content = `PhoneNumber,Name\n${lines.join('\n')}\n`;
    const run = (more: Record<string, unknown>): Promise<Started> =>
      world().run({
        parameters: {
          mode: 'connector',
          source,
          invalidRows: 'drop',
          ...(source === 'url' ? { fileUrl: world().files.add('many.csv', content) } : {}),
          ...more,
        },
        ...(source === 'binary' ? { file: { name: 'many.csv', content } } : {}),
      });
    const expectAll = (items: readonly Item[]): void => {
      expect(items).toHaveLength(INVALID);
      expect(items[0]).toMatchObject({
        json: {
          row: 3,
          reason: expect.stringMatching(/./) as string,
          PhoneNumber: 'call me',
          Name: 'Contact 2',
        },
        pairedItem: { item: 0 },
      });
      expect(items.at(-1)).toMatchObject({ json: { row: ROWS, Name: `Contact ${ROWS - 1}` } });
    };

    it('gives every row that was left out, without waiting', async () => {
      const campaignName = world().nextCampaign();
      const { execution } = await run({ operation: 'upload', campaignName });
      expectAll(itemsOf(execution, OZONETEL, 1));
      expect(JSON.stringify(itemsOf(execution, OZONETEL)).length).toBeLessThan(20_000);
      await world().contactsIn(campaignName, ROWS - INVALID);
    });

    it('gives every row that was left out with the outcome', async () => {
      const { forwardsAllOutputs } = world().n8n;
      const execution = await world().ended(await run(waiting('connector', world().nextCampaign())));
      expect(itemsOf(execution, 'Uploads')).toMatchObject([{ json: { state: 'succeeded' } }]);
      if (!forwardsAllOutputs) return;
      expectAll(itemsOf(execution, OZONETEL, 1));
      expect(JSON.stringify(itemsOf(execution, OZONETEL)).length).toBeLessThan(20_000);
    });
  });
}
