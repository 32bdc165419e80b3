import { setImmediate } from 'node:timers/promises';
import { createFetching, CSV, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

const HEADER = 'PhoneNumber,Name\n9845012345,';
const bytes = (hex: string) =>
  Buffer.concat([Buffer.from(HEADER), Buffer.from(hex, 'hex'), Buffer.from('\n')]);

/** A host that states a Content-Type and sends its body in pieces of so many bytes. */
function serve(contentType: string, body: Buffer, pieceBytes = body.length): Promise<string> {
  return fetching.serve((_, response) => {
    response.writeHead(200, { 'content-type': contentType });
    const write = (from: number): void => {
      if (from >= body.length) response.end();
      else response.write(body.subarray(from, from + pieceBytes), () => write(from + pieceBytes));
    };
    write(0);
  });
}

async function fetchedAs(contentType: string, body: Buffer, pieceBytes?: number): Promise<string> {
  return (await fetching.fetchedFrom(await serve(contentType, body, pieceBytes))).text;
}

describe('a text from a URL is read in the encoding that its Content-Type states:', () => {
  it.each<[string, Buffer, string]>([
    ['text/csv; charset=windows-1251', bytes('ccc0f0e8ff'), 'МАрия'],
    ['text/csv;charset="CP1251"', bytes('ccc0f0e8ff'), 'МАрия'],
    ['text/csv; header=present; charset=koi8-r', bytes('edc1d2c9d1'), 'Мария'],
    ['text/csv; charset=shift_jis', bytes('8e529363'), '山田'],
    ['text/csv; charset=cp932', bytes('835c837c8c7c'), 'ソポ芸'],
    ['text/csv; charset=GB2312', bytes('d5c5ceb0'), '张伟'],
    ['text/csv; charset=iso-2022-jp', bytes('1b24423b3345441b2842'), '山田'],
    ['text/csv; charset=iso-8859-2', bytes('b1e6'), 'ąć'],
  ])('%s', async (contentType, body, name) => {
    for (const pieceBytes of [1, 1000])
      expect(await fetchedAs(contentType, body, pieceBytes)).toBe(`${HEADER}${name}\n`);
  });

  it('UTF-16 without a mark, of which few bytes are zero', async () => {
    const text = '電話,名前\n';
    expect(await fetchedAs('text/csv; charset=utf-16le', Buffer.from(text, 'utf16le'))).toBe(text);
  });

  it('also far behind the beginning, and where characters are cut on the way', async () => {
    const ascii = `${HEADER}x\n`.repeat(5000);
    const body = Buffer.concat([Buffer.from(ascii), bytes('8e529363'.repeat(100_000))]);
    const expected = `${ascii}${HEADER}${'山田'.repeat(100_000)}\n`;
    expect(await fetchedAs('text/csv; charset=shift_jis', body, 9_999)).toBe(expected);
  });

  it('after it was resumed', async () => {
    const body = bytes('ccc0f0e8ff'.repeat(20_000));
    const half = 50_000;
    const host = await fetching.serve((request, response) => {
      const headers = { 'content-type': 'text/csv; charset=windows-1251', etag: '"1"' };
      if (request.headers['range'] === undefined) {
        response.writeHead(200, { ...headers, 'content-length': body.length }).write(body.subarray(0, half));
        setImmediate().then(() => response.socket?.end(), () => undefined); // prettier-ignore
        return;
      }
      const from = Number(/\d+/.exec(request.headers['range'])?.[0]);
      const range = { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` };
      response.writeHead(206, { ...headers, ...range }).end(body.subarray(from));
    });
    expect((await fetching.fetchedFrom(host)).text).toBe(`${HEADER}${'МАрия'.repeat(20_000)}\n`);
  });
});

describe('a file whose bytes show that its Content-Type is wrong is left as it is:', () => {
  const damaged = Buffer.concat([Buffer.from(`${HEADER}आशा\n9845012346,`), Buffer.from('e9', 'hex')]);
  it.each<[string, string, Buffer]>([
    ['UTF-8', 'windows-1251', Buffer.from(`${HEADER}आशा\n`)],
    ['a long text in UTF-8', 'windows-1251', Buffer.from(`${HEADER}आशा\n`.repeat(9000))],
    ['UTF-8 but for one byte', 'shift_jis', damaged],
    ['UTF-8 with a mark', 'iso-8859-2', Buffer.from(`\ufeff${HEADER}José\n`)],
    ['UTF-16 with a mark', 'windows-1251', Buffer.from(`\ufeff${CSV}`, 'utf16le')],
    ['UTF-16 the other way round', 'utf-16le', Buffer.from(`\ufeff${CSV}`, 'utf16le').swap16()],
    ['UTF-8 that is called UTF-16', 'utf-16', Buffer.from(`${HEADER}आशा\n`.repeat(9000))],
    ['ASCII in an encoding that nobody knows', 'cp850', Buffer.from(CSV)],
    ['Windows-1252, which is guessed', 'iso-8859-1', bytes('e9')],
    ['a text in no encoding', 'binary', bytes('e9')],
    ['a workbook', 'windows-1251', Buffer.from('504b0304140000000800ccc0f0', 'hex')],
    ['no bytes at all', 'windows-1251', Buffer.alloc(0)],
  ])('%s, %s', async (_, charset, body) => {
    const { text } = await fetching.fetchedFrom(await serve(`text/csv; charset=${charset}`, body, 9_999));
    expect(text).toBe(body.toString());
  });
});

it.each(['cp850', 'utf-7', 'EBCDIC-CP-US'])('a text in %s is refused by that name', async (charset) => {
  const host = await serve(`text/csv; charset=${charset}`, bytes('82'));
  const { code, message } = await fetching.refusal(`http://${host}/list.csv`, { allowedHosts: [host] });
  expect(code).toBe('file_not_a_contact_file');
  expect(message).toContain(
    `the encoding "${charset.toLowerCase()}", which cannot be read. Save it as UTF-8.`,
  );
});
