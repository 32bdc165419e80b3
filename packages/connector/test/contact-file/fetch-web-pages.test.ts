import { createFetching, CSV, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

function serve(contentType: string, body: string | Buffer): Promise<string> {
  return fetching.serve((_, response) => response.writeHead(200, { 'content-type': contentType }).end(body));
}

describe('a link that leads to a web page is refused with the hint to a login:', () => {
  it.each<[string, string, string]>([
    ['a heading', 'text/csv', '<h1>403 Forbidden</h1>'],
    ['an element of its own', 'application/octet-stream', '<my-app></my-app>'],
    ['a sentence sent as HTML', 'text/html', 'Access denied, please sign in'],
    ['several lines sent as HTML', 'Text/HTML; charset=UTF-8', 'Session expired\n\nSign in, please\n'],
    ['a sentence before a tag', 'application/xhtml+xml', 'Please wait <script>location = "/login"</script>'],
  ])('%s', async (_, contentType, body) => {
    const host = await serve(contentType, body);
    const { code, message } = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: [host] });
    expect(code).toBe('file_not_a_contact_file');
    expect(message).toContain('answers with a web page, often a login');
  });
});

describe('a contact file that a script sends as HTML is taken:', () => {
  it.each<[string, string | Buffer]>([
    ['as the file is', CSV],
    ['with a common name for its column', 'Name;Mobile No.\nAsha;98450\n'],
    ['with a name for its column that is mapped', 'Kontakt,Wer\n+91 98450 12345,Asha\n'],
    ['with nothing but a header', '"Name","PhoneNumber"\n'],
    ['in UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['as a workbook', Buffer.from('504b0304140000000800', 'hex')],
    ['without a byte', ''],
  ])('%s', async (_, body) => {
    const { text } = await fetching.fetchedFrom(await serve('text/html; charset=utf-8', body));
    expect(text).toBe(body.toString());
  });
});
