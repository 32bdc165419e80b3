import { uploadRequestSchema, type UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { describeRequest } from '../../src/upload/accept/describe-request';

const BASE: UploadRequestInput = {
  account: { username: 'acme', apiKey: 'vendor-key' },
  campaignName: 'Diwali',
  contacts: [{ PhoneNumber: '98' }],
};
const describeOf = (change: Partial<UploadRequestInput> = {}) =>
  describeRequest(uploadRequestSchema.parse({ ...BASE, ...change }), undefined);

/** What version 0.1 compared a replay by, letter by letter: its HMAC is stored. */
const AS_IN_VERSION_0_1 =
  '[{"account":{"apiKey":"vendor-key","username":"acme"},"agentIds":[],"campaignName":"Diwali","columns":{},' +
  '"contacts":[{"PhoneNumber":"98"}],"dryRun":false,"duplicates":"keep","invalidRows":"fail","skills":[],"split":false},null]';

test('a request without newer members is described as before they existed, so that its replay is found', () => {
  expect(describeOf()).toBe(AS_IN_VERSION_0_1);
  expect(describeOf({ columnMatching: 'names' })).toBe(AS_IN_VERSION_0_1);
});

test('a newer member that is not at its default makes another request', () => {
  expect(describeOf({ columnMatching: 'aliases' })).not.toBe(AS_IN_VERSION_0_1);
});
