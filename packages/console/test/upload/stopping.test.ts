import { mayBeStopped } from '../../src/one-upload/stopping';
import { anUpload, type Upload } from './an-upload';

const REFUSED = { status: 'error', source: 'reply', message: 'No.' } as const;

const upload = (members: Partial<Upload>) => anUpload({ state: 'succeeded', ...members });

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
