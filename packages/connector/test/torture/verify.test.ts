import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { findBrokenPromises, type Books } from '../../torture/verify';

const upload = (change: Partial<Upload> = {}): Upload => ({
  id: 'upl_1',
  state: 'succeeded',
  username: 'acme',
  campaignName: 'Diwali',
  createdAt: '2026-11-24T10:00:00.000Z',
  updatedAt: '2026-11-24T10:00:01.000Z',
  ...change,
});
const record = (change: Partial<Books['records'][number]> = {}): Books['records'][number] => ({
  number: 1,
  receivedAt: '2026-11-24T10:00:00.000Z',
  username: 'acme',
  campaignName: 'Diwali',
  unknownFields: [],
  file: { name: 'contacts.csv', bytes: 10, sha256: 'digest-1' },
  isAccepted: true,
  isLoaded: true,
  callbacks: [],
  faults: [],
  ...change,
});
const attempt = (of: Upload, eventId = 'evt_1', isTaken = true) => ({
  eventId,
  isTaken,
  body: JSON.stringify({ type: `upload.${of.state}`, timestamp: of.updatedAt, data: of }),
});
const books = (change: Partial<Books> = {}): Books => ({
  submitted: [{ id: 'upl_1', username: 'acme', campaignName: 'Diwali', sha256: 'digest-1' }],
  uploads: [upload()],
  records: [record()],
  violations: { interval: [], overlap: [] },
  tries: [attempt(upload(), 'evt_1', false), attempt(upload())],
  deadDeliveries: 0,
  ...change,
});
const lost = upload({
  state: 'unconfirmed',
  outcome: { status: 'error', code: 'connection_lost', message: '', source: 'transport' },
});

describe('the verifier of the torture run', () => {
  it('finds nothing where every promise was kept', () => {
    expect(findBrokenPromises(books())).toEqual([]);
  });

  it('lets a file come again that was put off for the pace', () => {
    const putOff = record({
      isAccepted: false,
      isLoaded: false,
      reply: { httpStatus: 200, body: '{"status":"error","message":"Request limit exhausted"}' },
    });
    expect(findBrokenPromises(books({ records: [putOff, record()] }))).toEqual([]);
  });

  it.each<[string, Partial<Books>, RegExp]>([
    ['an upload that is gone', { uploads: [] }, /accepted and is not there/],
    ['an upload made twice', { uploads: [upload(), upload({ id: 'upl_2' })] }, /no client has it/],
    ['an upload that is stuck', { uploads: [upload({ state: 'waiting' })] }, /still waiting/],
    ['a file sent twice', { records: [record(), record({ number: 2 })] }, /sent twice/],
    [
      'a file sent again after it was cut off',
      { records: [record({ file: { name: '', bytes: 3, sha256: 'a part' }, isLoaded: false }), record()] },
      /More files were sent/,
    ],
    ['a success that was none', { records: [record({ isLoaded: false })] }, /has not loaded it/],
    [
      'a failure that was none',
      { uploads: [upload({ state: 'failed' })], tries: [attempt(upload({ state: 'failed' }))] },
      /is failed, and Ozonetel has loaded it/,
    ],
    [
      'an upload that was never sent',
      { records: [], uploads: [upload({ state: 'failed' })] },
      /never sent, and says nothing/,
    ],
    [
      'two requests too close',
      { violations: { interval: [{ username: 'acme', earlier: 1, later: 2, gapMs: 5 }], overlap: [] } },
      /began 5 ms after/,
    ],
    [
      'two open uploads of a campaign',
      {
        violations: {
          interval: [],
          overlap: [{ username: 'acme', campaignName: 'Diwali', earlier: 1, later: 2 }],
        },
      },
      /while 1 was open/,
    ],
    ['an event that nobody took', { tries: [attempt(upload(), 'evt_1', false)] }, /Nobody heard/],
    ['a delivery given up', { deadDeliveries: 1 }, /given up/],
    [
      'an event under two ids',
      { tries: [attempt(upload()), attempt(upload(), 'evt_2')] },
      /came under two ids/,
    ],
    [
      'an event with two bodies',
      { tries: [attempt(upload()), attempt(upload({ updatedAt: '2026-11-24T11:00:00.000Z' }))] },
      /two bodies/,
    ],
  ])('finds %s', (_, change, sentence) => {
    expect(findBrokenPromises(books(change)).join('\n')).toMatch(sentence);
  });

  it('takes a send that died with its process for what it says it is', () => {
    expect(findBrokenPromises(books({ records: [], uploads: [lost], tries: [attempt(lost)] }))).toEqual([]);
  });
});
