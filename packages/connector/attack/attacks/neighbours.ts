import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sendWithoutEnd, startFileHost } from '../../test/harness/file-host';
import type { Attack } from '../attack';
import type { Target } from '../target';

/** How many receivers of events behave so at once. */
const RECEIVERS = 40;

/** Events go to receivers that behave so; an upload that has nothing to do with them is timed beside them. */
const receivers = (title: string, serve: RequestListener): Attack => ({
  kind: 'neighbours',
  title: `forty receivers ${title}`,
  answers: [200],
  async run(target) {
    const { server, port, close } = await startFileHost(serve, '0.0.0.0');
    try {
      const called = new Set<string>();
      server.on('request', ({ headers }) => called.add(headers.host ?? ''));
      for (let index = 0; index < RECEIVERS; index += 1) {
        await target.connector.upload(
          target.order({ dryRun: true, notifyUrl: `http://127.0.0.${index + 1}:${port}/hook` }),
        );
      }
      while (called.size < RECEIVERS) await once(server, 'request');
      await target.completesAnUpload();
      return [await target.ask({ path: '/healthz' })];
    } finally {
      close();
    }
  },
});

/** The vendor behaves so towards one account; the upload must end, and other accounts must go on. */
const vendor = (title: string, fault: string, ms?: number): Attack => ({
  kind: 'neighbours',
  title: `a vendor ${title}`,
  answers: [200],
  async run(target: Target) {
    const asked = target.order();
    const username = 'username' in asked.account ? asked.account.username : '';
    const order = { fault, username, times: 1, ...(ms === undefined ? {} : { ms }) };
    await fetch(`${target.simulator.url}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const { id } = await target.connector.upload(asked);
    await target.completesAnUpload();
    await target.connector.until(id, 'unconfirmed', 'succeeded', 'failed', 'rejected');
    return [await target.ask({ path: '/healthz' })];
  },
});

/** The same of a vendor that breaks HTTP itself. */
const oddVendor = (title: string, serve: RequestListener): Attack => ({
  kind: 'neighbours',
  title: `a vendor ${title}`,
  answers: [200],
  async run(target) {
    const id = await target.uploadTo(serve);
    await target.completesAnUpload();
    await target.connector.until(id, 'unconfirmed', 'failed', 'rejected');
    return [await target.ask({ path: '/healthz' })];
  },
});

const GZIP_BOMB = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
/** Milliseconds between two drops of an answer. */
const DRIP_MS = 300;

export const NEIGHBOUR_ATTACKS: readonly Attack[] = [
  receivers('that never answer', (request) => request.resume()),
  receivers('that answer without end', sendWithoutEnd),
  receivers('that reset the connection', (request) => request.socket.resetAndDestroy()),
  receivers('that answer in drops', (_request, response) => {
    const drip = setInterval(() => response.write('x'), DRIP_MS);
    response.on('close', () => clearInterval(drip));
  }),
  vendor('that never replies', 'reply-never'),
  vendor('that cuts the connection after the file', 'connection-cut-after-request'),
  vendor('that replies with a page', 'reply-html'),
  vendor('that replies with nothing', 'reply-empty'),
  oddVendor('that replies in drops', (request, response) => {
    request.resume();
    const drip = setInterval(() => response.write(' '), DRIP_MS);
    response.on('close', () => clearInterval(drip));
  }),
  oddVendor('that replies without end', sendWithoutEnd),
  oddVendor('that sends interim responses without end', (request, response) => {
    request.resume();
    const more = setInterval(() => response.writeProcessing(), 1);
    response.on('close', () => clearInterval(more));
  }),
  oddVendor('that replies with a gzip bomb', (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(GZIP_BOMB);
  }),
  oddVendor('that announces more than it sends', (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-length': '100' }).write('{"status":"success"');
    setTimeout(() => response.destroy(), DRIP_MS);
  }),
];
