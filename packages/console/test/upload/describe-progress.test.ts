import { describeProgress } from '../../src/one-upload/describe-progress';
import { anUpload, type Upload } from './an-upload';

const NOW = Date.parse('2026-01-05T09:00:00.000Z');

const COUNTS = { rows: 1000, valid: 996, invalid: 4, duplicates: 0, sent: 0 };

function say(members: Partial<Upload>): string {
  const { sentence, next = '' } = describeProgress(
    anUpload({ state: 'waiting', counts: COUNTS, ...members }),
    NOW,
  );
  return `${sentence} ${next}`.trim();
}

test('an upload that waits says how many contacts are ready and when its turn is', () => {
  expect(say({ notBefore: '2026-01-05T09:00:42.000Z' })).toBe(
    'Checked: 996 contacts are ready. Your turn in 0:42.',
  );
});

test('a turn that has come says what it waits for', () => {
  expect(say({ notBefore: '2026-01-05T08:59:00.000Z' })).toContain(
    'as soon as the account and the campaign are free',
  );
});

test('a fetch that is tried again says why, and when the next try is', () => {
  const retry = { lastError: 'The host answered with 503.', nextAttemptAt: '2026-01-05T09:00:20.000Z' };
  expect(say({ state: 'fetching', ...retry })).toBe(
    'Getting the contact file. The host answered with 503. The next try is in 0:20.',
  );
});

test('a success says how many contacts are in the campaign, and what to do with the rows that were left out', () => {
  const counts = { rows: 1000, valid: 996, invalid: 4, duplicates: 0, sent: 996 };
  expect(say({ state: 'succeeded', action: 'start', counts })).toBe(
    '996 contacts are in Diwali, and the campaign is started. 4 rows were left out: download them, correct them, and upload that file.',
  );
});

test('a success says which of the rows left out must not come back, as they repeat contacts that are in', () => {
  const after = (invalid: number, duplicates: number) =>
    say({
      state: 'succeeded',
      action: 'start',
      counts: { rows: 1000, valid: 900, invalid, duplicates, sent: 900 },
    });
  expect(after(76, 24)).toContain(
    '100 rows were left out: download them, correct the 76 with a problem, delete the 24 repeated ones, which are in the campaign already, and upload that file.',
  );
  expect(after(1, 1)).toContain(
    '2 rows were left out: download them, correct the one with a problem, delete the repeated one, which is in the campaign already, and upload that file.',
  );
  expect(after(0, 24)).toContain(
    '24 repeated rows were left out: those contacts are in the campaign already.',
  );
  expect(after(0, 1)).toContain('1 repeated row was left out: that contact is in the campaign already.');
});

test('a refusal of Ozonetel is quoted, and followed by what to do', () => {
  const outcome = {
    status: 'error',
    code: 'campaign_not_found',
    message: 'Campaign not found',
    source: 'reply',
    advice: 'Check the spelling.',
  } as const;
  expect(say({ state: 'rejected', outcome })).toBe(
    'Nothing was added to Diwali. Ozonetel says: Campaign not found. Check the spelling.',
  );
});

test('an upload whose outcome is not known warns against uploading again', () => {
  const outcome = {
    status: 'error',
    code: 'no_callback',
    message: 'No callback came.',
    source: 'timeout',
  } as const;
  expect(say({ state: 'unconfirmed', outcome })).toContain(
    'before you upload again: people could be called twice',
  );
});

test('a dry run says that nothing was sent', () => {
  expect(say({ state: 'succeeded', dryRun: true })).toContain('Nothing was sent.');
});

test('a stop that failed says that the campaign may still be dialing', () => {
  expect(say({ state: 'unconfirmed', action: 'stop' })).toContain('Diwali may still be dialing.');
});

test('one row that was left out is written of in the singular', () => {
  const counts = { rows: 2, valid: 1, invalid: 1, duplicates: 0, sent: 1 };
  expect(say({ state: 'succeeded', action: 'start', counts })).toContain(
    '1 row was left out: download it, correct it, and upload that file.',
  );
  expect(say({ state: 'succeeded', dryRun: true, counts })).toContain('Upload it when you are ready.');
});

test('contacts that are in a campaign that was not started come with how it is started', () => {
  expect(say({ state: 'succeeded' })).toContain('start the campaign in CloudAgent');
  expect(say({ state: 'succeeded', action: 'start' })).not.toContain('start the campaign in CloudAgent');
});
