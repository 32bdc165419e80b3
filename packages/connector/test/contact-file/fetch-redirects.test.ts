import { MockAgent } from 'undici';
import { ContactFileError } from '../../src/contact-file/contact-file-error';
import { download } from '../../src/contact-file/fetch/download';
import { createScratch, type Scratch } from './checking';

/** Hosts of the world, which no test may call: undici's own stand-in answers for them. */
let world: MockAgent;
let scratch: Scratch;
beforeAll(async () => {
  scratch = await createScratch();
});
beforeEach(() => {
  world = new MockAgent();
  world.disableNetConnect();
});
afterEach(() => world.close());
afterAll(() => scratch.remove());

const answer = (
  origin: string,
  path: string,
  status: number,
  body: string,
  headers: Record<string, string> = {},
) => world.get(origin).intercept({ path, method: 'GET' }).reply(status, body, { headers });
const redirect = (from: string, to: string) => {
  const { origin, pathname, search } = new URL(from);
  answer(origin, pathname + search, 302, '', { location: to });
};

async function fetched(url: string): Promise<{ bytes: number }> {
  const signal = AbortSignal.timeout(10_000);
  return download({
    url: new URL(url),
    headers: {},
    dispatcher: world,
    countResets: () => 0,
    signal,
    createFile: () => scratch.createFile(),
    maxBytes: 1e6,
  });
}

async function refusal(url: string): Promise<ContactFileError> {
  const error: unknown = await fetched(url).catch((thrown: unknown) => thrown);
  if (!(error instanceof ContactFileError)) throw new Error('No refusal.', { cause: error });
  return error;
}

describe('a redirect', () => {
  it('from http to https is followed', async () => {
    redirect('http://crm.example/l.csv', 'https://crm.example/l.csv');
    answer('https://crm.example', '/l.csv', 200, 'PhoneNumber\n1\n');
    expect(await fetched('http://crm.example/l.csv')).toMatchObject({ bytes: 14 });
  });

  it('from https down to http is refused', async () => {
    redirect('https://crm.example/l.csv', 'http://crm.example/l.csv');
    const { code, message } = await refusal('https://crm.example/l.csv');
    expect(code).toBe('file_address_refused');
    expect(message).toContain('from https to http');
  });

  it.each(['file:///etc/passwd', 'ftp://crm.example/l.csv', 'data:text/csv,PhoneNumber'])(
    'to %s is refused',
    async (location) => {
      redirect('http://crm.example/l.csv', location);
      expect((await refusal('http://crm.example/l.csv')).code).toBe('file_address_refused');
    },
  );

  it('without a target is unreachable', async () => {
    answer('https://crm.example', '/l.csv', 302, '');
    expect((await refusal('https://crm.example/l.csv')).message).toContain('without saying where to');
  });

  it('may lead on five times', async () => {
    for (let hop = 0; hop < 5; hop += 1)
      redirect(`https://crm.example/${hop}`, `https://crm.example/${hop + 1}`);
    answer('https://crm.example', '/5', 200, 'PhoneNumber\n1\n');
    expect((await fetched('https://crm.example/0')).bytes).toBe(14);
  });

  it('in a circle ends after five', async () => {
    for (let hop = 0; hop < 6; hop += 1)
      redirect(`https://crm.example/${hop}`, `https://crm.example/${hop + 1}`);
    const { code, message } = await refusal('https://crm.example/0');
    expect(code).toBe('file_unreachable');
    expect(message).toBe('crm.example redirects more than 5 times.');
  });

  it('to a share link is understood too', async () => {
    redirect('https://short.example/x', 'https://docs.google.com/spreadsheets/d/1AbC/edit#gid=4');
    answer(
      'https://docs.google.com',
      '/spreadsheets/d/1AbC/export?format=csv&gid=4',
      200,
      'PhoneNumber\n1\n',
    );
    expect((await fetched('https://short.example/x')).bytes).toBe(14);
  });
});

describe('a page in the place of the file names who sends it and what to do', () => {
  it.each([
    [
      'https://docs.google.com/spreadsheets/d/1AbC/edit',
      'https://docs.google.com/spreadsheets/d/1AbC/export?format=csv',
      'Google Sheets',
      'Anyone with the link',
    ],
    [
      'https://drive.google.com/file/d/1AbC/view',
      'https://drive.google.com/uc?export=download&id=1AbC&confirm=t',
      'Google Drive',
      'Anyone with the link',
    ],
    [
      'https://www.dropbox.com/s/ab/l.csv',
      'https://www.dropbox.com/s/ab/l.csv?dl=1',
      'Dropbox',
      'Anyone with this link',
    ],
    ['https://1drv.ms/x/s!AbC', 'https://1drv.ms/x/s!AbC?download=1', 'OneDrive', 'without a sign-in'],
    [
      'https://acme.sharepoint.com/:x:/s/EAbC',
      'https://acme.sharepoint.com/:x:/s/EAbC?download=1',
      'SharePoint',
      'without a sign-in',
    ],
    [
      'https://github.com/acme/crm/blob/main/l.csv',
      'https://raw.githubusercontent.com/acme/crm/main/l.csv',
      'GitHub',
      'Authorization',
    ],
    ['https://crm.example/l.csv', 'https://crm.example/l.csv', 'The host', 'without a login'],
  ])('%s', async (link, asked, provider, remedy) => {
    const { origin, pathname, search } = new URL(asked);
    answer(origin, pathname + search, 200, '\n <!DOCTYPE html><title>Sign in</title>');
    const { code, message } = await refusal(link);
    expect(code).toBe('file_not_a_contact_file');
    expect(message).toContain(provider);
    expect(message).toContain(remedy);
  });

  it('where a redirect leads to the login of Google', async () => {
    redirect(
      'https://docs.google.com/spreadsheets/d/1AbC/export?format=csv',
      'https://accounts.google.com/v3/signin',
    );
    answer('https://accounts.google.com', '/v3/signin', 200, '<html>');
    expect((await refusal('https://docs.google.com/spreadsheets/d/1AbC/edit')).message).toContain(
      'Anyone with the link',
    );
  });

  it('where a redirect leads to a login at a host of another name', async () => {
    redirect('https://acme.sharepoint.com/:x:/s/EAbC?download=1', 'https://login.example/oauth2');
    answer('https://login.example', '/oauth2', 200, '<html>');
    const { message } = await refusal('https://acme.sharepoint.com/:x:/s/EAbC');
    expect(message).toContain('SharePoint (login.example)');
    expect(message).toContain('without a sign-in');
  });

  it('where a permission is missing', async () => {
    answer('https://docs.google.com', '/spreadsheets/d/1AbC/export?format=csv', 401, '<html>');
    const { code, message, retryable } = await refusal('https://docs.google.com/spreadsheets/d/1AbC/edit');
    expect([code, retryable]).toEqual(['file_unreachable', false]);
    expect(message).toContain('Anyone with the link');
  });
});
