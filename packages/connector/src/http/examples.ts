import type {
  CheckResult,
  Delivery,
  DeliveryDetail,
  Subscription,
  Upload,
} from '@ozonetel-bulk-upload/shared-types';

/** What the OpenAPI document shows of the values that more than one route answers. */
export const UPLOAD_EXAMPLE: Upload = {
  id: 'upl_3f1b8c2a9d4e4f60',
  state: 'failed',
  username: 'acme',
  campaignName: 'Diwali',
  action: 'start',
  createdAt: '2026-01-05T09:00:00.000Z',
  updatedAt: '2026-01-05T09:02:10.000Z',
  counts: { rows: 3, valid: 3, invalid: 0, duplicates: 0, sent: 3 },
  outcome: {
    status: 'error',
    code: 'campaign_running',
    message: 'Campaign is running',
    source: 'callback',
  },
};

export const SUBSCRIPTION_EXAMPLE: Subscription = {
  id: 'sub_5c0d7e1f2a3b4c5d',
  url: 'https://n8n.example.com/webhook/ozonetel',
  events: ['upload.succeeded', 'upload.failed'],
  campaignName: 'Diwali',
  createdAt: '2026-01-05T08:00:00.000Z',
};

export const DELIVERY_EXAMPLE: Delivery = {
  id: 'dlv_8a9b0c1d2e3f4a5b',
  eventId: 'evt_1a2b3c4d5e6f7a8b',
  uploadId: 'upl_3f1b8c2a9d4e4f60',
  type: 'upload.failed',
  subscriptionId: 'sub_5c0d7e1f2a3b4c5d',
  state: 'pending',
  attempts: 2,
  nextAttemptAt: '2026-01-05T09:02:45.000Z',
  lastStatus: 502,
  createdAt: '2026-01-05T09:02:10.000Z',
};

export const CHECK_RESULT_EXAMPLE: CheckResult = {
  counts: { rows: 2, valid: 1, invalid: 1, duplicates: 0, sent: 0 },
  problems: [
    {
      row: 2,
      line: 3,
      column: 'PhoneNumber',
      code: 'invalid_phone_number',
      message: 'The phone number has no digit.',
    },
  ],
  notices: [{ code: 'column_alias_used', message: 'Mobile No was used as PhoneNumber.' }],
  outcome: {
    status: 'error',
    code: 'invalid_phone_numbers',
    message: '1 of 2 rows cannot be sent: PhoneNumber is not valid in 1 row.',
    rows: [2],
    source: 'check',
  },
  parts: [],
  columns: [
    { source: 'Mobile No', target: 'PhoneNumber' },
    { source: 'City', target: 'City' },
  ],
  preview: [['9876543210', 'Pune']],
};

export const UNSENT_CSV_EXAMPLE = 'PhoneNumber,Name\r\n9876543210,Asha\r\n';

export const REJECTED_CSV_EXAMPLE =
  'row,line,reason,PhoneNumber,Name\r\n2,3,The phone number has no digit.,call me,Ravi\r\n';

export const DELIVERY_DETAIL_EXAMPLE: DeliveryDetail = {
  id: 'dlv_8a9b0c1d2e3f4a5b',
  eventId: 'evt_1a2b3c4d5e6f7a8b',
  uploadId: 'upl_3f1b8c2a9d4e4f60',
  type: 'upload.failed',
  subscriptionId: 'sub_5c0d7e1f2a3b4c5d',
  state: 'pending',
  nextAttemptAt: '2026-01-05T09:02:45.000Z',
  lastStatus: 502,
  createdAt: '2026-01-05T09:02:10.000Z',
  attemptCount: 2,
  attempts: [
    { at: '2026-01-05T09:02:10.000Z', durationMs: 10_000, error: 'timeout' },
    { at: '2026-01-05T09:02:15.000Z', durationMs: 84, status: 502 },
  ],
};
