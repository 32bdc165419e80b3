import type { Evidence } from '../../torture/evidence';
import { findBrokenPromises } from '../../torture/verify/verify';
import {
  planned,
  plannedStop,
  outcome,
  LOST,
  CANCELED,
  upload,
  record,
  cutOff,
  attempt,
  delivery,
  heard,
  ended,
  placed,
  evidence,
  stopped,
  stopRecord,
  putOff,
  overlap,
  later,
} from './example-evidence';

describe('the verifier of the torture run finds nothing', () => {
  const unconfirmed = upload({ state: 'unconfirmed', outcome: LOST });
  it.each<[string, Partial<Evidence>]>([
    ['where every promise was kept', {}],
    ['in a file that comes again because it was put off for the pace', { records: [putOff, record()] }],
    ['in a send that died with its process, and says so', ended(unconfirmed, { records: [] })],
    ['in a file that was cut off, and says so', ended(unconfirmed, { records: [cutOff] })],
    [
      'in an upload that was canceled before it was sent',
      ended(upload({ state: 'canceled', outcome: CANCELED }), {
        records: [],
        placed: [placed({ isCanceled: true })],
      }),
    ],
    [
      'in one that was unconfirmed before its callback came',
      { seenUnconfirmed: new Set(['upl_1']), tries: [...heard(unconfirmed), ...heard(upload())] },
    ],
    ['in a stop', stopped('succeeded', [stopRecord])],
    ['in a stop that was put off', stopped('succeeded', [{ ...putOff, action: 'stop' }, stopRecord])],
  ])('%s', (_, change) => {
    expect(findBrokenPromises(evidence(change))).toEqual([]);
  });

  it('in an upload sent while one is open whose callback is overdue', () => {
    const violations = overlap;
    const found = findBrokenPromises(
      evidence({ violations, records: [record(), later('2026-11-24T10:00:04.500Z')] }),
    );
    expect(found.join()).not.toMatch(/was open/);
  });
});

describe('the verifier of the torture run finds', () => {
  const failed = upload({ state: 'failed', outcome: outcome({ status: 'error', code: 'upload_failed' }) });
  const canceled = upload({ state: 'canceled', outcome: CANCELED });
  const expired = upload({
    state: 'unconfirmed',
    outcome: outcome({ status: 'error', code: 'no_callback', source: 'timeout' }),
  });
  it.each<[string, Partial<Evidence>, RegExp]>([
    ['an upload that is gone', { uploads: [] }, /upl_1 of upload-1 was accepted and is not there/],
    [
      'an upload that was made twice',
      { uploads: [upload(), upload({ id: 'upl_2' })] },
      /upl_2 is there, and no client/,
    ],
    [
      'a repetition that made another upload',
      { placed: [placed({ ids: ['upl_1', 'upl_2'] })] },
      /several uploads/,
    ],
    [
      'two requests with one upload',
      { placed: [placed(), placed({ planned: plannedStop })] },
      /upload-1 and upload-2 were answered with one/,
    ],
    [
      'a request that was refused',
      { placed: [placed({ refusals: ['409 no'] })] },
      /upload-1 was refused: 409 no/,
    ],
    ['an upload that is stuck', { uploads: [upload({ state: 'waiting' })] }, /upl_1 is still waiting/],
    [
      'a file that was sent twice',
      { records: [record(), record({ number: 2 })] },
      /of upl_1 was sent 2 times/,
    ],
    [
      'a file that was sent again after it was cut off',
      { records: [cutOff, record()] },
      /1 files were cut off .* 0 uploads say so/,
    ],
    ['a success that was none', { records: [record({ isLoaded: false })] }, /succeeded .*has not loaded it/],
    ['a failure that was none', ended(failed), /failed .*has loaded it/],
    ['a canceled upload that was sent', ended(canceled), /canceled .*its file was sent/],
    [
      'a cancellation that was forgotten',
      { placed: [placed({ isCanceled: true })] },
      /received 204 for its cancellation/,
    ],
    [
      'a faulty file that was sent',
      { placed: [placed({ planned: { ...planned, isFaulty: true } })] },
      /faulty file was sent/,
    ],
    ['an upload that was never sent', ended(expired, { records: [] }), /no_callback.*never seen/],
    ['an end without a reason', ended(upload({ outcome: undefined })), /does not say why/],
    [
      'a callback that was answered and forgotten',
      ended(expired),
      /is unconfirmed, and its callback .* was answered/,
    ],
    [
      'two requests too close',
      { violations: { interval: [{ username: 'acme', earlier: 1, later: 2, gapMs: 5 }], overlap: [] } },
      /began 5 ms after/,
    ],
    [
      'a send that was frozen too long and went out',
      { frozenSends: [{ frozenMs: 47_000, bytes: 812 }] },
      /frozen for 47000 ms .* wrote 812 bytes/,
    ],
    ['an answer that was a bug', { faultAnswers: new Map([[500, 2]]) }, /2 requests were answered with 500/],
    [
      'two open uploads of a campaign',
      { violations: overlap, records: [record(), later('2026-11-24T10:00:04.400Z')] },
      /request 2 was sent while request 1 was open/,
    ],
    [
      'a stop that was sent twice',
      stopped('succeeded', [stopRecord, stopRecord]),
      /2 stops were sent to acme Diwali/,
    ],
    [
      'a stop that was none',
      stopped('succeeded', []),
      /1 stops of acme Diwali succeeded, and Ozonetel took 0/,
    ],
    [
      'an event that nobody took',
      { tries: [attempt(upload(), { isTaken: false })] },
      /all did not hear upload.succeeded/,
    ],
    [
      'an event that one endpoint did not take',
      { tries: [attempt(upload())] },
      /notify\/1 did not hear upload.succeeded/,
    ],
    [
      'an event about a state that passed',
      { seenUnconfirmed: new Set(['upl_1']) },
      /did not hear upload.unconfirmed/,
    ],
    [
      'an event where it was not wanted',
      { tries: [...heard(upload()), attempt(upload(), { url: 'http://n8n/other' })] },
      /does not want to/,
    ],
    [
      'an event about an end that was none',
      { tries: [...heard(upload()), attempt(failed)] },
      /heard upload.failed of upl_1, whose end is upload.succeeded/,
    ],
    [
      'an event under two ids',
      { tries: [...heard(upload()), attempt(upload(), { eventId: 'evt_2' })] },
      /under two ids/,
    ],
    [
      'an event with two bodies',
      { tries: [...heard(upload()), attempt(upload({ updatedAt: '2026-11-24T11:00:00.000Z' }))] },
      /two bodies/,
    ],
    [
      'an event that is not signed',
      { tries: [...heard(upload()), attempt(upload(), { isSigned: false })] },
      /without a good signature/,
    ],
    ['a delivery that was given up', { deliveries: [delivery({ state: 'dead' })] }, /dlv_1 of upl_1 is dead/],
    [
      'a delivery that was none',
      { deliveries: [delivery({ eventId: 'evt_2' })] },
      /counts as delivered, and nobody took it/,
    ],
    ['a delivery to nobody', { deliveries: [delivery({ subscriptionId: 'sub_3' })] }, /nobody registered/],
    ['a connector that ended by itself', { unwantedEnds: ['Connector 0 ended'] }, /Connector 0 ended/],
  ])('%s', (_, change, sentence) => {
    expect(findBrokenPromises(evidence(change)).join('\n')).toMatch(sentence);
  });
});
