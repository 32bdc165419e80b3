import {
  callbackSchema,
  MAX_COLUMNS,
  MAX_NAME_CHARACTERS,
  MAX_RECORDS,
  NOBODY_LISTENS_URL,
  OZONETEL_UPLOAD_URL,
  replySchema,
  REQUEST_INTERVAL_MS,
  uploadFormSchema,
} from '../../src';

test('the limits are those of the page', () => {
  expect({ MAX_RECORDS, MAX_COLUMNS, MAX_NAME_CHARACTERS, REQUEST_INTERVAL_MS }).toEqual({
    MAX_RECORDS: 50_000,
    MAX_COLUMNS: 40,
    MAX_NAME_CHARACTERS: 100,
    REQUEST_INTERVAL_MS: 60_000,
  });
});

test('the endpoint is spelled as on the vendor page, and the placeholder callback URL is in a reserved domain', () => {
  expect(OZONETEL_UPLOAD_URL).toBe(
    'https://in1-ccaas-bulkupload.ozonetel.com/endpoint/dailer/data/bulk/upload',
  );
  expect(new URL(NOBODY_LISTENS_URL).hostname).toMatch(/\.invalid$/);
});

describe('the upload form', () => {
  const form = {
    username: 'acme',
    apiKey: 'k',
    campaignName: 'Diwali',
    callBackUrl: 'https://callback.invalid/',
  };

  test.each([{}, { action: 'start' }, { action: 'stop' }])('is whole with %j', (action) => {
    expect(uploadFormSchema.parse({ ...form, ...action })).toEqual({ ...form, ...action });
  });

  test.each(Object.keys(form))('is not whole without %s', (field) => {
    expect(uploadFormSchema.safeParse({ ...form, [field]: undefined }).success).toBe(false);
    expect(uploadFormSchema.safeParse({ ...form, [field]: '' }).success).toBe(false);
  });

  test.each(['', 'Start', 'pause'])('knows no action "%s"', (action) => {
    expect(uploadFormSchema.safeParse({ ...form, action }).success).toBe(false);
  });
});

describe('reply and callback', () => {
  test('hold texts, whatever scalar they came as', () => {
    expect(replySchema.parse({ status: false })).toEqual({ status: 'false', message: '' });
    expect(
      callbackSchema.parse({
        status: 'success',
        message: 'Data uploaded successfully',
        campaign: 7,
        username: 'a',
      }),
    ).toEqual({ status: 'success', message: 'Data uploaded successfully', campaign: '7', username: 'a' });
  });

  test.each([{}, { message: 'Data processing' }, { status: null }])(
    '%j without a status is neither',
    (body) => {
      expect(replySchema.safeParse(body).success).toBe(false);
      expect(callbackSchema.safeParse(body).success).toBe(false);
    },
  );
});
