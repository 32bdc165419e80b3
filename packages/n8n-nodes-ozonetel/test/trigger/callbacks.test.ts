import { TestTrigger } from '../harness/test-trigger';

const CALLBACK = {
  status: 'success',
  message: 'Data uploaded successfully',
  campaign: 'Diwali',
  username: 'acme',
};
const JSON_TEXT = JSON.stringify(CALLBACK);

function multipart(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const typed = (type: string): RequestInit => ({ body: JSON_TEXT, headers: { 'content-type': type } });

describe.each([1, 2])('Ozonetel’s callback at a trigger of version %s', (typeVersion) => {
  it.each<[string, RequestInit]>([
    ['JSON', typed('application/json')],
    ['JSON without a content type', { body: Buffer.from(JSON_TEXT) }],
    ['JSON as plain text', typed('text/plain')],
    ['JSON under a content type that is none', typed('nonsense')],
    ['JSON under the content type of a form', typed('application/x-www-form-urlencoded')],
    ['form fields', { body: new URLSearchParams(CALLBACK) }],
    ['a form field that holds JSON', { body: new URLSearchParams({ data: JSON_TEXT }) }],
    ['multipart fields', { body: multipart(CALLBACK) }],
    ['a multipart field that holds JSON', { body: multipart({ data: JSON_TEXT }) }],
  ])('starts the workflow with its outcome where it comes as %s', async (_, init) => {
    const trigger = await TestTrigger.start({}, { mode: 'direct' }, { typeVersion });
    try {
      expect((await fetch(trigger.url, { method: 'POST', ...init })).status).toBe(200);
      await trigger.idle();
      expect(trigger.errors).toEqual([]);
      expect(trigger.started).toMatchObject([
        [{ json: { event: 'upload.succeeded', campaignName: 'Diwali', username: 'acme' } }],
      ]);
    } finally {
      await trigger.close();
    }
  });
});
