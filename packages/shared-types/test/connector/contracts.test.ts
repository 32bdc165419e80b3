import {
  deliverySchema,
  EVENT_TYPES,
  FINAL_STATES,
  isFinalState,
  OPEN_STATES,
  subscriptionRequestSchema,
  uploadEventSchema,
  uploadSchema,
  uploadStateSchema,
} from '../../src';

const TIME = '2024-11-01T10:00:00.000Z';
const UPLOAD = {
  id: 'upl_1',
  state: 'failed',
  username: 'acme',
  campaignName: 'Diwali',
  action: 'start',
  createdAt: TIME,
  updatedAt: TIME,
  counts: { rows: 50_000, valid: 49_990, invalid: 10, duplicates: 0, sent: 49_990 },
  problems: [{ row: 3, column: 'PhoneNumber', code: 'invalid_phone_number', message: 'It is not valid.' }],
  outcome: {
    status: 'error',
    code: 'invalid_phone_numbers',
    message: 'Invalid phone no.s found at rows [1,2] for campaign Diwali',
    rows: [1, 2],
    source: 'callback',
  },
};

describe('an Upload', () => {
  test('has the members of the documented example', () => expect(uploadSchema.parse(UPLOAD)).toEqual(UPLOAD));

  test.each([
    ['an unknown state', { state: 'queued' }],
    ['an outcome without a source', { outcome: { ...UPLOAD.outcome, source: undefined } }],
    ['an unknown code', { outcome: { ...UPLOAD.outcome, code: 'oops' } }],
    ['a row 0', { problems: [{ ...UPLOAD.problems[0], row: 0 }] }],
    ['a time without a zone', { createdAt: '2024-11-01T10:00:00' }],
  ])('with %s is rejected', (_, change) => {
    expect(uploadSchema.safeParse({ ...UPLOAD, ...change }).success).toBe(false);
  });

  test('is in one of the eleven states, five of them final', () => {
    expect([...OPEN_STATES, ...FINAL_STATES]).toEqual(uploadStateSchema.options);
    expect(uploadStateSchema.options.filter(isFinalState)).toEqual([
      'succeeded',
      'failed',
      'rejected',
      'unconfirmed',
      'canceled',
    ]);
  });
});

describe('an event', () => {
  test('is of a final state, or says that it is still pending', () => {
    expect([...EVENT_TYPES].sort()).toEqual([
      'upload.canceled',
      'upload.failed',
      'upload.pending',
      'upload.rejected',
      'upload.succeeded',
      'upload.unconfirmed',
    ]);
  });

  test('brings the whole Upload', () => {
    const event = { type: 'upload.failed', timestamp: TIME, data: UPLOAD };
    expect(uploadEventSchema.parse(event)).toEqual(event);
    expect(uploadEventSchema.safeParse({ ...event, type: 'upload.sending' }).success).toBe(false);
  });
});

describe('a subscription', () => {
  test.each([
    {},
    { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    { events: ['upload.succeeded'], campaignName: 'Diwali', username: 'acme' },
  ])('may be asked for with %j', (more) => {
    const request = { url: 'http://n8n.local:5678/webhook/x', ...more };
    expect(subscriptionRequestSchema.parse(request)).toEqual(request);
  });

  test.each([
    { url: 'mailto:a@b.c' },
    { url: undefined },
    { secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
    { events: [] },
    { events: ['upload.sending'] },
    { campaignName: ' ' },
    { campaign: 'Diwali' },
  ])('may not be asked for with %j', (change) => {
    expect(subscriptionRequestSchema.safeParse({ url: 'http://n8n.local/x', ...change }).success).toBe(false);
  });
});

test('a delivery shows the receiver’s status, and has no place for its body', () => {
  const delivery = {
    id: 'dlv_1',
    eventId: 'evt_1',
    uploadId: 'upl_1',
    type: 'upload.failed',
    state: 'dead',
    attempts: 12,
    lastStatus: 500,
    createdAt: TIME,
  };
  expect(deliverySchema.parse({ ...delivery, body: 'secret' })).toEqual(delivery);
});
