import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FormData } from 'undici';
import { workbookParts, zipOf } from '../contact-file/workbook';
import { DATABASE_KINDS } from '../harness/databases';
import { openScene, type Scene } from '../harness/scene';

/** Milliseconds: far more than an upload takes alone, and far less than its slow neighbors take. */
const SOON_MS = 10_000;

/** File hosts at 127.0.0.1, 127.0.0.2 and so on: those called slow send a byte now and then, forever. */
async function startHosts() {
  const server = createServer((request, response) => {
    response.write('PhoneNumber\n9876543210');
    if (!(request.url ?? '').startsWith('/slow')) {
      response.end('\n');
      return;
    }
    const drip = setInterval(() => response.write('0'), 500);
    response.on('close', () => clearInterval(drip));
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    slow: (host: number) => `http://127.0.0.${host}:${port}/slow`,
    fast: `http://127.0.0.250:${port}/fast.csv`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A small workbook that takes many seconds to check: a million rows with a wrong number. */
function longWorkbook(): Promise<Buffer> {
  const header = '<row><c t="inlineStr"><is><t>PhoneNumber</t></is></c></row>';
  const row = '<row><c t="inlineStr"><is><t>#</t></is></c></row>';
  return zipOf(workbookParts(header + row.repeat(1_000_000)));
}

async function checkFile(scene: Scene, file: Buffer, name: string): Promise<string> {
  const form = new FormData();
  const { contacts: _, ...requested } = scene.newRequest({ dryRun: true });
  form.set('request', JSON.stringify(requested));
  form.set('file', new Blob([Uint8Array.from(file)]), name);
  const { status, json, text } = await scene.connector.callMultipart(form);
  if (status !== 202) throw new Error(text);
  return (json as { id: string }).id;
}

/** Milliseconds until an upload has been checked. */
async function timeOf(scene: Scene, begin: () => Promise<string>): Promise<number> {
  const begun = performance.now();
  await scene.connector.until(await begin(), 'succeeded');
  return performance.now() - begun;
}

describe.each(DATABASE_KINDS)('an upload on %s is not delayed', (kind) => {
  let scene: Scene;
  beforeEach(async () => {
    const hosts = Array.from({ length: 250 }, (_, host) => `127.0.0.${host + 1}`);
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: hosts.join(',') } });
  });
  afterEach(() => scene.close());

  const fetched = async (url: string): Promise<string> =>
    (await scene.connector.upload(scene.newRequest({ dryRun: true, file: { url, headers: {} } }))).id;

  it('by forty hosts that trickle their files', async () => {
    const hosts = await startHosts();
    for (let host = 1; host <= 40; host += 1) await fetched(hosts.slow(host));
    expect(await timeOf(scene, () => fetched(hosts.fast))).toBeLessThan(SOON_MS);
    hosts.close();
  });

  it('by three hundred files of one host that trickles them', async () => {
    const hosts = await startHosts();
    for (let file = 1; file <= 300; file += 1) await fetched(hosts.slow(1));
    expect(await timeOf(scene, () => fetched(hosts.fast))).toBeLessThan(SOON_MS);
    hosts.close();
  });

  it('by twelve checks that take long', async () => {
    const long = await longWorkbook();
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await checkFile(scene, long, 'long.xlsx'));
    await scene.connector.until(ids[0] ?? '', 'checking');
    const contacts = Buffer.from('PhoneNumber\n9876543210\n');
    for (let round = 0; round < 3; round += 1) {
      expect(await timeOf(scene, () => checkFile(scene, contacts, 'small.csv'))).toBeLessThan(SOON_MS);
    }
    const states = await Promise.all(ids.map(async (id) => (await scene.get(id)).state));
    expect(states).toContain('checking');
  });
});
