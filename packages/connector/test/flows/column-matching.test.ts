import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem, formOf } from '../harness/problems';
import { openScene, type Scene } from '../harness/scene';

describe.each(DATABASE_KINDS)('columns with common names, on %s,', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());

  const contacts = [{ 'Lead ID': 7, 'Customer Name': 'Asha', 'Mobile No': '9876543210' }];

  it('are used as PhoneNumber and Name with columnMatching aliases', async () => {
    const { upload, request } = await scene.send({ contacts, columnMatching: 'aliases' });
    expect((await scene.get(upload.id)).notices).toEqual([
      { code: 'column_alias_used', message: 'Mobile No was used as PhoneNumber.' },
      { code: 'column_alias_used', message: 'Customer Name was used as Name.' },
    ]);
    expect(request.file).toBe('Lead ID,Name,PhoneNumber\r\n7,Asha,9876543210\r\n');
  });

  it('are used in a file part as well', async () => {
    const requested = { ...scene.newRequest({ columnMatching: 'aliases' }), contacts: undefined };
    const { json } = await scene.connector.callMultipart(
      formOf(requested, 'Ph. No.,City\n9876543210,Pune\n'),
    );
    await scene.connector.until(json.id as string, 'processing');
    const [sent] = scene.sentTo(requested.account.username);
    expect(sent?.file).toBe('PhoneNumber,City\r\n9876543210,Pune\r\n');
  });

  it('are only suggested without it, with names apart from the message', async () => {
    const { id } = await scene.connector.upload(scene.newRequest({ contacts }));
    expect(await scene.connector.until(id, 'rejected')).toMatchObject({
      outcome: {
        code: 'phone_number_column_missing',
        message: expect.stringContaining('"columns": {"Mobile No":"PhoneNumber"}') as unknown,
        columnFault: {
          kind: 'missing',
          column: 'PhoneNumber',
          found: ['Lead ID', 'Customer Name', 'Mobile No'],
          candidates: ['Mobile No'],
        },
      },
    });
  });

  it('cannot be matched in an unknown way', async () => {
    const requested = { ...scene.newRequest({ contacts }), columnMatching: 'fuzzy' };
    const answer = await scene.connector.call('POST', '/v1/uploads', requested);
    expectProblem(answer, 400, 'invalid_body');
    expect(answer.json.errors).toEqual([
      { path: 'columnMatching', message: 'must be one of "names", "aliases"' },
    ]);
  });
});
