import type { Schema } from '../../src/api/call';
import { mayBeStopped } from '../../src/one-upload/stopping';

type Upload = Schema<'Upload'>;

const REFUSED = { status: 'error', source: 'reply', message: 'No.' } as const;

function upload(members: Partial<Upload>): Upload {
  return {
    id: 'upl_1',
    state: 'succeeded',
    username: 'acme',
    campaignName: 'Diwali',
    createdAt: '2026-01-05T09:00:00.000Z',
    updatedAt: '2026-01-05T09:00:00.000Z',
    ...members,
  };
}

test('a campaign that the upload has started, or that runs already, can be stopped', () => {
  expect(mayBeStopped(upload({ action: 'start' }))).toBe(true);
  expect(mayBeStopped(upload({ action: 'start', state: 'unconfirmed' }))).toBe(true);
  const outcome = { ...REFUSED, code: 'campaign_running' } as const;
  expect(mayBeStopped(upload({ state: 'rejected', outcome }))).toBe(true);
});

test.each(['campaign_not_found', 'authentication_failed'] as const)(
  'the stop of a campaign is not offered after %s',
  (code) => {
    expect(mayBeStopped(upload({ action: 'start', state: 'rejected', outcome: { ...REFUSED, code } }))).toBe(
      false,
    );
  },
);

test('the stop of a campaign is not offered where the upload did not start it', () => {
  expect(mayBeStopped(upload({}))).toBe(false);
  expect(mayBeStopped(upload({ action: 'start', state: 'waiting' }))).toBe(false);
  expect(mayBeStopped(upload({ action: 'start', dryRun: true }))).toBe(false);
});
