import { itemsOf } from './harness/execution';
import { OZONETEL } from './harness/workflow';
import type { Mode, World } from './harness/world';

const NEW = { typeVersion: 2 };
const EXPORT =
  'Lead ID,Full Name,Mobile No\n7,Asha,9876543210\n\n8,Sunil,call me\n9,Asha again,09876543210\n';
const NAMED = (campaignName: string): object => ({ __rl: true, mode: 'name', value: campaignName });

/** A node that a user adds today, with its defaults. */
export function describeNewNode(world: () => World): void {
  const file = { name: 'crm export.csv', content: EXPORT };

  describe.each<Mode>(['direct', 'connector'])('%s', (mode) => {
    it('finds the file and its columns by itself, waits, and gives what was left out by line and reason', async () => {
      const campaignName = world().nextCampaign();
      const options = { additionalOptions: { invalidRows: 'drop' } };
      const parameters = { mode, campaignName: NAMED(campaignName), ...options };
      const started = await world().run({ parameters, file, node: NEW });
      expect(started.execution.status).toBe('waiting');
      const execution = await world().ended(started);
      expect(itemsOf(execution, 'Uploads')).toMatchObject([
        {
          json: {
            state: 'succeeded',
            counts: { rows: 3, valid: 1, invalid: 1, duplicates: 1 },
            notices: ['Mobile No was used as PhoneNumber.', 'Full Name was used as Name.'],
          },
        },
      ]);
      await world().contactsIn(campaignName, 1);
    });

    it('stops with a list that names line, contact and field where a contact cannot be sent', async () => {
      const parameters = { mode, campaignName: NAMED(world().nextCampaign()), waitForOutcome: false };
      const started = await world().run({ parameters, file, node: NEW });
      const { status, data } = await world().ended(started);
      expect(status).toBe('error');
      const [run] = data?.resultData.runData[OZONETEL] ?? [];
      expect(JSON.stringify(run?.error ?? data?.resultData.error)).toContain(
        '1 of 3 contacts cannot be sent:<br>\\nLine 4 (Sunil): The phone number has no digit.<br>\\nCorrect them, or set Invalid Rows to Leave Out under Options.',
      );
    });

    it('Check Contacts tells what would be refused, needs no account, and sends nothing', async () => {
      const { credentials, simulator } = world();
      // As in a node that was set to Upload before.
      const campaignName = world().nextCampaign();
      const { execution } = await world().run({
        parameters: { mode, operation: 'check', campaignName: NAMED(campaignName) },
        file,
        node: { ...NEW, credentials: { ozonetelConnectorApi: credentials['ozonetelConnectorApi']! } },
      });
      expect(execution.status).toBe('success');
      expect(itemsOf(execution, 'Uploads')).toMatchObject([
        {
          json: {
            canBeSent: false,
            invalidContacts: ['Line 4 (Sunil): The phone number has no digit.'],
            columns: [
              { source: 'Lead ID', target: 'Lead ID' },
              { source: 'Full Name', target: 'Name' },
              { source: 'Mobile No', target: 'PhoneNumber' },
            ],
          },
        },
      ]);
      expect(itemsOf(execution, 'Rejected')).toMatchObject([
        { json: { line: 4, 'Mobile No': 'call me' } },
        { json: { line: 5, 'Mobile No': '09876543210' } },
      ]);
      const sentTo = simulator.requestLog.uploads().map((upload) => upload.campaignName);
      expect(sentTo).not.toContain(campaignName);
    });

    it('From List offers the campaigns of the account', async () => {
      const campaignName = world().nextCampaign();
      if (mode === 'connector') {
        const parameters = { mode, campaignName: NAMED(campaignName), waitForOutcome: false };
        await world().run({ parameters, items: [{ PhoneNumber: '9876543210' }], node: NEW });
      }
      const found = await world().n8n.listSearch({
        type: 'n8n-nodes-ozonetel.ozonetel',
        path: 'parameters.campaignName',
        methodName: 'searchCampaigns',
        parameters: { resource: 'campaign', mode, operation: 'upload' },
        credentials: world().credentials,
      });
      expect(found).toContainEqual({ name: campaignName, value: campaignName });
    });
  });
}
