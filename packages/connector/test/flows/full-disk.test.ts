import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FormData } from 'undici';
import { spawnConnector } from '../harness/connector-process';
import { holdUpload } from '../harness/held-upload';
import { CONTACTS } from '../harness/scene';
import { clientOf, makeFolder } from '../harness/test-connector';
import { holdReply, refusal, startVendor, UPLOADED } from '../harness/vendor';

/** A process that may write to no file, as on a full disk; `prlimit` needs no privilege for one's own. */
const limit = (pid: number, bytes: string) =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

/** More than is kept in memory: its chunks are written while the rest is still on its way. */
const LARGE_ROWS = 40_000;
const LARGE = `PhoneNumber,Name\n${`9876543210,${'A'.repeat(64)}\n`.repeat(LARGE_ROWS)}`;
/** Of one process; the rest of them is refused. */
const MORE_THAN_OPEN_CHECKS = 70;

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('while the disk is full', () => {
  const open = async () => {
    const folder = makeFolder();
    const vendor = await startVendor();
    const databaseUrl = `file:${join(folder.path, 'connector.sqlite')}`;
    const run = spawnConnector({
      DATABASE_URL: databaseUrl,
      OZONETEL_UPLOAD_URL: vendor.url,
      ACCOUNT_INTERVAL_MS: '0',
    });
    const end = async () => {
      run.child.kill('SIGTERM');
      const { exitCode } = await run.ended;
      return exitCode;
    };
    const connector = clientOf(
      { url: await run.listening, stop: () => end().then(() => undefined) },
      databaseUrl,
      run.stdout,
    );
    return {
      vendor,
      connector,
      fill: () => limit(run.child.pid!, '0'),
      free: () => limit(run.child.pid!, 'unlimited'),
      requestFor: (username: string) => ({
        account: { username, apiKey: `vendor-key-of-${username}` },
        campaignName: 'Diwali',
        contacts: CONTACTS,
      }),
      close: async () => {
        await connector.stop();
        await vendor.close();
        folder.remove();
      },
    };
  };

  it('requests are refused with 503 and a time to come back, and taken when there is room again', async () => {
    const { connector, requestFor, fill, free, close } = await open();
    fill();
    const refused = await connector.call('POST', '/v1/uploads', requestFor('full'));
    expect(refused).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await connector.call('GET', '/v1/uploads')).json.items).toEqual([]);
    free();
    const { id } = await connector.upload(requestFor('full'));
    await connector.until(id, 'processing');
    await close();
  });

  const formOf = (requested: object, content: string) => {
    const form = new FormData();
    form.append('request', JSON.stringify(requested));
    form.append('file', new Blob([content]), 'contacts.csv');
    return form;
  };

  it('more large files are refused with 503 than can be checked at a time, and later ones are checked', async () => {
    const { connector, fill, free, close } = await open();
    const check = () => connector.callMultipart(formOf({}, LARGE), {}, '/v1/checks');
    fill();
    const answers = [];
    for (let sent = 0; sent < MORE_THAN_OPEN_CHECKS; sent += 1) answers.push(await check());
    expect(new Set(answers.map(({ status, json }) => [status, json.code, json.detail].join(' ')))).toEqual(
      new Set(['503 unavailable The database is not available. Send the request again soon.']),
    );
    free();
    expect(await check()).toMatchObject({ status: 200, json: { counts: { rows: LARGE_ROWS } } });
    await close();
  });

  it('a large file for an upload is refused with 503, and taken when there is room again', async () => {
    const { connector, requestFor, fill, free, close } = await open();
    const { account, campaignName } = requestFor('large');
    const upload = () => connector.callMultipart(formOf({ account, campaignName, dryRun: true }, LARGE));
    fill();
    const refused = await upload();
    expect(refused).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    free();
    const taken = await upload();
    expect(taken.status).toBe(202);
    await connector.until(taken.json.id as string, 'succeeded');
    await close();
  });

  it.each(['/v1/uploads', '/v1/checks'])(
    'the sender of a large file to %s is answered before the rest of it has come',
    async (path) => {
      const { connector, requestFor, fill, close } = await open();
      const { account, campaignName } = requestFor('held');
      fill();
      const held = holdUpload(connector.url, path, path === '/v1/uploads' ? { account, campaignName } : {});
      await held.send(3 * 1024 * 1024);
      expect(await held.answer).toMatchObject({ status: 503, json: { code: 'unavailable' } });
      held.leave();
      await close();
    },
  );

  it('a callback waits for room and counts, and no other answer than its own says so', async () => {
    const { connector, vendor, requestFor, fill, free, close } = await open();
    const { id } = await connector.upload(requestFor('called-back'));
    const [request] = await vendor.until(1);
    await connector.until(id, 'processing');
    fill();
    let isAnswered = false;
    const answered = request!.callBack(UPLOADED).finally(() => (isAnswered = true));
    await sleep(1_000);
    expect(isAnswered).toBe(false);
    free();
    expect(await answered).toBe(200);
    await connector.until(id, 'succeeded');
    await close();
  });

  it("Ozonetel's reply is kept until there is room", async () => {
    const { connector, vendor, requestFor, fill, free, close } = await open();
    const held = holdReply();
    vendor.respond = () => held.reply;
    const { id } = await connector.upload(requestFor('replied'));
    await vendor.until(1);
    fill();
    held.release(refusal('Campaign not found'));
    await sleep(1_000);
    free();
    expect((await connector.until(id, 'rejected', 'unconfirmed')).outcome).toMatchObject({
      code: 'campaign_not_found',
      source: 'reply',
    });
    expect(vendor.requests).toHaveLength(1);
    await close();
  });
});
