import { ASHA, RAVI } from './operations';
import { itemsOf } from './harness/n8n';
import { OZONETEL } from './harness/workflow';
import type { Mode, World } from './harness/world';

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
}
