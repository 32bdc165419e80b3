import { writeXlsx } from 'hucre/xlsx';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { itemsOf } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import { type Mode, type World } from './harness/world';

export const ASHA = { PhoneNumber: '+91 98765 43210', Name: 'Asha' };
export const RAVI = { PhoneNumber: '9876543211', Name: 'Ravi' };

const CSV = 'Mobile No,Name\n9876543210,Asha\n9876543211,Ravi\n9876543212,Zoya\n';
const RENAMED = { column: [{ source: 'Mobile No', target: 'PhoneNumber' }] };

async function xlsx(): Promise<Buffer> {
  const rows = [
    ['PhoneNumber', 'Name'],
    ['9876543210', 'Asha'],
    ['9876543211', 'Ravi'],
  ];
  return Buffer.from(await writeXlsx({ sheets: [{ name: 'Contacts', rows }] }));
}

export function describeOperations(world: () => World): void {
  describe.each<Mode>(['direct', 'connector'])('%s', (mode) => {
    it('Upload puts items into a campaign and leaves it stopped', async () => {
      const campaignName = world().nextCampaign();
      const { execution } = await world().run({
        parameters: { operation: 'upload', mode, campaignName },
        items: [ASHA, RAVI],
      });
      expect(execution.status).toBe('success');
      expect(itemsOf(execution, OZONETEL)).toMatchObject([
        { json: { campaignName }, pairedItem: { item: 0 } },
      ]);
      await world().contactsIn(campaignName, 2);
      expect(world().campaign(campaignName).position).toBe('stopped');
    });

    it('Start puts them in and starts it, Stop stops it', async () => {
      const campaignName = world().nextCampaign();
      await world().run({ parameters: { operation: 'start', mode, campaignName }, items: [ASHA] });
      await world().contactsIn(campaignName, 1);
      expect(world().campaign(campaignName).position).toBe('running');
      const { execution } = await world().run({
        parameters: { operation: 'stop', mode, campaignName },
      });
      expect(execution.status).toBe('success');
      const stopped = await pollUntil(
        () => (world().campaign(campaignName).position === 'stopped' ? true : undefined),
        { limitMs: 60_000 },
      );
      expect(stopped).toBe(true);
      expect(world().campaign(campaignName).view().contacts).toBe(1);
    });

    it('columns are mapped one by one, custom ones too', async () => {
      const campaignName = world().nextCampaign();
      await world().run({
        parameters: {
          operation: 'upload',
          mode,
          campaignName,
          contacts: {
            mappingMode: 'defineBelow',
            value: { PhoneNumber: '={{ $json.tel }}', Name: '={{ $json.who }}', Priority: 5 },
          },
          customColumns: { column: [{ name: 'City', value: '={{ $json.town }}' }] },
        },
        items: [{ tel: '9876543210', who: 'Asha', town: 'Pune', unwanted: { a: 1 } }],
      });
      await world().contactsIn(campaignName, 1);
      expect(JSON.stringify(world().campaign(campaignName).contacts)).toMatch(/9876543210.*Asha.*5.*Pune/);
    });

    it('a CSV file comes out of a binary field', async () => {
      const campaignName = world().nextCampaign();
      const { execution } = await world().run({
        parameters: { operation: 'upload', mode, campaignName, source: 'binary', columns: RENAMED },
        file: { name: 'crm.csv', content: CSV },
      });
      expect(execution.status).toBe('success');
      await world().contactsIn(campaignName, 3);
    });

    it('an XLSX file comes out of a binary field', async () => {
      const campaignName = world().nextCampaign();
      const { execution } = await world().run({
        parameters: { operation: 'upload', mode, campaignName, source: 'binary' },
        file: { name: 'crm.xlsx', content: await xlsx() },
      });
      expect(execution.status).toBe('success');
      await world().contactsIn(campaignName, 2);
    });

    it('50,000 items are one upload', async () => {
      const campaignName = world().nextCampaign();
      const items = Array.from({ length: 50_000 }, (_, index) => ({ PhoneNumber: `98765${index + 10_000}` }));
      await world().start({ parameters: { operation: 'upload', mode, campaignName }, items });
      await world().contactsIn(campaignName, 50_000);
      const uploads = world()
        .simulator.requestLog.uploads()
        .filter((upload) => upload.campaignName === campaignName);
      expect(uploads).toHaveLength(1);
    });
  });

  it('the mapper offers the columns that Ozonetel documents', async () => {
    const fields = await world().n8n.mapperFields('n8n-nodes-ozonetel.ozonetel', 'getContactColumns');
    expect(fields.map(({ id }) => id)).toEqual([
      'PhoneNumber',
      'Name',
      'AgentId',
      'Skill',
      'Priority',
      'ExpiryDate',
    ]);
    expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(['PhoneNumber']);
  });

  it('a file comes from a URL, through the connector', async () => {
    const campaignName = world().nextCampaign();
    const fileUrl = world().files.add('crm.csv', CSV);
    const { execution } = await world().run({
      parameters: {
        operation: 'start',
        mode: 'connector',
        campaignName,
        source: 'url',
        fileUrl,
        columns: RENAMED,
      },
    });
    expect(execution.status).toBe('success');
    await world().contactsIn(campaignName, 3);
  });

  it('a URL is refused in direct mode, with the way out', async () => {
    const { execution } = await world().run({
      parameters: {
        operation: 'upload',
        mode: 'direct',
        campaignName: 'Any',
        source: 'url',
        fileUrl: 'http://a.b/',
      },
    });
    expect(execution.status).toBe('error');
    expect(execution.data?.resultData.error).toMatchObject({
      message: 'A file from a URL goes through the connector',
      description: expect.stringContaining('Set Connect Via to Our Connector Service') as string,
    });
  });

  it('Get tells the outcome and the contacts that were left out, Get Many lists', async () => {
    const campaignName = world().nextCampaign();
    const fileUrl = world().files.add('with-fault.csv', 'PhoneNumber,Name\n9876543210,Asha\nnobody,Meera\n');
    const sent = await world().run({
      parameters: {
        operation: 'upload',
        mode: 'connector',
        campaignName,
        source: 'url',
        fileUrl,
        invalidRows: 'drop',
      },
    });
    const { uploadId } = itemsOf(sent.execution, OZONETEL)[0]!.json;
    await world().contactsIn(campaignName, 1);
    await world().simulator.idle();
    const got = await world().run({
      parameters: { resource: 'upload', operation: 'get', uploadId, includeRejected: true },
    });
    expect(itemsOf(got.execution, OZONETEL)).toMatchObject([
      { json: { uploadId, state: 'succeeded', counts: { rows: 2, valid: 1, invalid: 1, sent: 1 } } },
    ]);
    expect(itemsOf(got.execution, OZONETEL, 1)).toMatchObject([
      { json: { row: 2, PhoneNumber: 'nobody', Name: 'Meera' } },
    ]);
    const many = await world().run({
      parameters: { resource: 'upload', operation: 'getAll', filters: { campaignName } },
    });
    expect(itemsOf(many.execution, OZONETEL)).toMatchObject([{ json: { uploadId, campaignName } }]);
  });
}
