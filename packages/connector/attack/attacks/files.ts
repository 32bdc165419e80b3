import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { FormData } from 'undici';
import type { Attack } from '../attack';
import type { Reply, Target } from '../target';
import { workbookParts, zipOf } from '../../test/contact-file/workbook';
import { sendWithoutEnd, startFileHost } from '../../test/harness/file-host';

/** How a file is refused whose size and form are both beyond the bounds: whichever is met first. */
const REFUSED = ['file_not_a_contact_file', 'file_too_large'] as const;

const MEGABYTE = 1024 * 1024;

/** Posts a file as multipart and waits for its outcome. @returns the outcome's code, or the status of a refusal */
async function uploadFile(target: Target, content: Buffer, name: string): Promise<Reply> {
  const form = new FormData();
  form.append('request', JSON.stringify({ ...target.order(), contacts: undefined, dryRun: true }));
  form.append('file', new Blob([new Uint8Array(content)]), name);
  const answer = await target.connector.callMultipart(form);
  if (answer.status !== 202) return { status: answer.status, headers: {}, bytes: 0, text: answer.text };
  return outcomeOf(target, (answer.json as { id: string }).id);
}

async function outcomeOf(target: Target, id: string): Promise<Reply> {
  const { state, outcome } = await target.connector.until(id, 'rejected', 'succeeded', 'failed', 'canceled');
  return { status: outcome?.code ?? state, headers: {}, bytes: 0, text: outcome?.message ?? '' };
}

const file = (
  title: string,
  name: string,
  make: () => Promise<Buffer> | Buffer,
  ...answers: Attack['answers']
): Attack => ({
  kind: 'contact files',
  title,
  answers,
  run: async (target) => [await uploadFile(target, await make(), name)],
});

const sheet = (title: string, data: () => string, strings: string, ...answers: Attack['answers']): Attack =>
  file(title, 'contacts.xlsx', () => zipOf(workbookParts(data(), strings)), ...answers);

/** A file that a host serves in its own way. */
const served = (title: string, serve: RequestListener, ...answers: Attack['answers']): Attack => ({
  kind: 'contact files',
  title,
  answers,
  async run(target) {
    const { host, close } = await startFileHost(serve);
    try {
      const { id } = await target.connector.upload(
        target.order({ dryRun: true, file: { url: `http://${host}/contacts.csv` } }),
      );
      return [await outcomeOf(target, id)];
    } finally {
      close();
    }
  },
});

const sparseRows = () =>
  Array.from(
    { length: 5_000 },
    (_, row) => `<row r="${row + 1}"><c r="XFD${row + 1}"><v>1</v></c></row>`,
  ).join('');

export const FILE_ATTACKS: readonly Attack[] = [
  sheet('a workbook with a cell in column XFD in 5,000 rows', sparseRows, '', 'too_many_columns'),
  {
    kind: 'contact files',
    title: 'four such workbooks at once, and a small file beside them',
    answers: ['checked', 'too_many_columns'],
    async run(target) {
      const workbook = await zipOf(workbookParts(sparseRows()));
      const hostile = Array.from({ length: 4 }, () => uploadFile(target, workbook, 'contacts.xlsx'));
      const small = await uploadFile(target, Buffer.from('PhoneNumber\n9876543210\n'), 'contacts.csv');
      return [small, ...(await Promise.all(hostile))];
    },
  },
  sheet(
    'a workbook whose last row is the last one possible',
    () =>
      '<row r="1"><c r="A1" t="inlineStr"><is><t>PhoneNumber</t></is></c></row><row r="1048576"><c r="A1048576"><v>9</v></c></row>',
    '',
    'checked',
  ),
  sheet(
    'three hundred thousand references to one long text',
    () => `<row r="1"><c t="s"><v>0</v></c></row>${'<row><c t="s"><v>1</v></c></row>'.repeat(300_000)}`,
    `<si><t>PhoneNumber</t></si><si><t>${'x'.repeat(32_000)}</t></si>`,
    'file_too_large',
  ),
  sheet('elements a hundred thousand deep', () => '<row>'.repeat(100_000), '', 'file_not_a_contact_file'),
  file(
    'entities that expand to billions',
    'contacts.xlsx',
    () =>
      zipOf({
        ...workbookParts(''),
        'xl/worksheets/sheet1.xml': `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, level) => `<!ENTITY ${'bcdefghij'[level] ?? ''} "${`&${'abcdefghi'[level] ?? ''};`.repeat(10)}">`).join('')}]><worksheet><sheetData><row><c t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>`,
      }),
    'phone_number_column_missing',
  ),
  file(
    'a zip bomb',
    'contacts.xlsx',
    () => zipOf({ ...workbookParts(''), 'xl/worksheets/sheet1.xml': Buffer.alloc(300 * MEGABYTE, 0x20) }),
    'file_not_a_contact_file',
  ),
  file(
    'a record of forty million cells',
    'contacts.csv',
    () => Buffer.concat([Buffer.from('PhoneNumber\n'), Buffer.alloc(40 * MEGABYTE, ',')]),
    ...REFUSED,
  ),
  file(
    'a quote that is never closed',
    'contacts.csv',
    () => Buffer.concat([Buffer.from('PhoneNumber\n"'), Buffer.alloc(40 * MEGABYTE, 'a')]),
    'file_not_a_contact_file',
  ),
  file(
    'a million columns',
    'contacts.csv',
    () => Buffer.from(`PhoneNumber,${Array.from({ length: 1_000_000 }, (_, n) => `c${n}`).join(',')}\n9\n`),
    'file_not_a_contact_file',
  ),
  file(
    'bytes that are all zero',
    'contacts.csv',
    () => Buffer.alloc(10 * MEGABYTE),
    'file_not_a_contact_file',
  ),
  file('a file without a byte', 'contacts.csv', () => Buffer.alloc(0), 'file_empty'),
  file(
    'twenty million wrong rows',
    'contacts.csv',
    () => Buffer.from(`PhoneNumber\n${'#\n'.repeat(20_000_000)}`),
    ...REFUSED,
  ),
  file('forty million blank lines', 'contacts.csv', () => Buffer.alloc(40 * MEGABYTE, '\n'), ...REFUSED),
  served('a host that sends without end', sendWithoutEnd, 'file_too_large'),
  served(
    'a host that sends a gzip bomb',
    (_request, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(200 * MEGABYTE, 'a')));
    },
    'file_too_large',
  ),
  served(
    'a host that redirects forever',
    (request, response) => {
      response.writeHead(302, { location: `${request.url ?? ''}x` }).end();
    },
    'file_unreachable',
  ),
  served(
    'a host that redirects to cloud metadata',
    (_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    },
    'file_address_refused',
  ),
  served(
    'a host that sends a thousand headers',
    (_request, response) => {
      for (let index = 0; index < 1_000; index += 1) response.setHeader(`x-${index}`, 'y'.repeat(100));
      response.end('PhoneNumber\n9\n');
    },
    ...REFUSED,
    'file_unreachable',
    'checked',
  ),
  served(
    'a host that resets the connection in the middle of the file',
    (_request, response) => {
      response.write('PhoneNumber\n9876543210\n98765', () => response.socket?.resetAndDestroy());
    },
    'file_unreachable',
  ),
  served(
    'a host that sends interim responses without end',
    (_request, response) => {
      const more = setInterval(() => response.writeProcessing(), 1);
      response.on('close', () => clearInterval(more));
    },
    'file_unreachable',
  ),
  {
    kind: 'contact files',
    title: 'a host that drips, until the upload is canceled',
    answers: [200],
    async run(target) {
      let isClosed: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => (isClosed = resolve));
      const { server, host, close } = await startFileHost((_request, response) => {
        response.write('PhoneNumber\n');
        const drip = setInterval(() => response.write('9'), 200);
        response.on('close', () => {
          clearInterval(drip);
          isClosed();
        });
      });
      const fetching = once(server, 'request');
      const { id } = await target.connector.upload(target.order({ file: { url: `http://${host}/` } }));
      await fetching;
      const answer = await target.ask({ method: 'POST', path: `/v1/uploads/${id}/cancel` });
      await closed;
      close();
      return [answer];
    },
  },
];
