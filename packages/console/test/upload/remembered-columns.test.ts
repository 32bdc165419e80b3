import { columnsForCampaign, rememberColumns } from '../../src/pages/upload/draft/remembered-columns';
import { MemoryStorage } from './memory-storage';

const CHOSEN = { Tel: 'PhoneNumber' };

test('what is remembered for a campaign is chosen for it, and stays behind when the draft goes to another', () => {
  const storage = new MemoryStorage();
  rememberColumns(storage, 'Diwali', CHOSEN);
  const draft = { campaignName: '', columns: {} };
  expect(columnsForCampaign(storage, draft, 'Diwali ')).toEqual(CHOSEN);
  expect(columnsForCampaign(storage, { campaignName: 'Diwali', columns: CHOSEN }, 'Holi')).toEqual({});
});

test('what the user chose in a draft goes with it to a campaign for which nothing is remembered', () => {
  const storage = new MemoryStorage();
  expect(columnsForCampaign(storage, { campaignName: 'Diwali', columns: CHOSEN }, 'Holi')).toEqual(CHOSEN);
});
