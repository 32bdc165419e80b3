import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { account, openScene, type Scene } from '../harness/scene';
import { PROCESSING, UPLOADED } from '../harness/vendor';

describe.each(DATABASE_KINDS)('a split, on %s', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    scene.vendor.respond = () => PROCESSING;
  });

  const ROWS = 100_001;
  const file = `PhoneNumber\n${Array.from({ length: ROWS }, (_, index) => 9_000_000_000 + index).join('\n')}\n`;
  const uploadSplit = async (username: string, more: object = {}) => {
    const form = new FormData();
    const request = {
      account: account(username),
      campaignName: 'Big',
      action: 'start',
      split: true,
      ...more,
    };
    form.append('request', JSON.stringify(request));
    form.append('file', new Blob([file]), 'big.csv');
    return (await scene.connector.callMultipart(form)).json as Upload;
  };

  it('is refused where it was not asked for', async () => {
    const { id } = await uploadSplit('split-a', { split: false });
    const { outcome } = await scene.connector.until(id, 'rejected');
    expect(outcome).toMatchObject({ code: 'data_limit_exceeded', source: 'check' });
    expect(scene.sentTo('split-a')).toHaveLength(0);
  });

  it('goes part after part, and only the last one starts the campaign', async () => {
    const { id } = await uploadSplit('split-b');
    for (let number = 1; number <= 3; number += 1) {
      await scene.connector.until(id, 'processing');
      expect(scene.sentTo('split-b')).toHaveLength(number);
      const request = scene.sentTo('split-b')[number - 1]!;
      expect(request.fields['action']).toBe(number === 3 ? 'start' : undefined);
      await request.callBack(UPLOADED);
      if (number === 3) break;
      const next = await scene.get(id);
      expect(next).toMatchObject({ counts: { rows: ROWS, sent: number * 50_000 } });
      await scene.vendor.until(scene.vendor.requests.indexOf(request) + 2);
      await request.callBack({ status: 'error', message: 'Data upload failed' });
    }
    const upload = await scene.connector.until(id, 'succeeded');
    expect(upload.counts).toMatchObject({ rows: ROWS, valid: ROWS, sent: ROWS });
    expect(upload.parts).toMatchObject([
      {
        number: 1,
        firstRow: 1,
        lastRow: 50_000,
        state: 'succeeded',
        outcome: { conflict: 'Data upload failed' },
      },
      { number: 2, firstRow: 50_001, lastRow: 100_000, state: 'succeeded' },
      { number: 3, firstRow: 100_001, lastRow: 100_001, state: 'succeeded' },
    ]);
  });

  it('fails with a failed part, cancels the rest, and says what is in', async () => {
    const { id } = await uploadSplit('split-c');
    await scene.connector.until(id, 'processing');
    await scene.sentTo('split-c')[0]!.callBack(UPLOADED);
    const before = scene.vendor.requests.length;
    await scene.vendor.until(
      Math.max(before, scene.vendor.requests.indexOf(scene.sentTo('split-c')[0]!) + 2),
    );
    await scene.connector.until(id, 'processing');
    await scene.sentTo('split-c')[1]!.callBack({ status: 'error', message: 'Data upload failed' });
    const upload = await scene.connector.until(id, 'failed');
    expect(upload.parts?.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'canceled']);
    expect(upload.counts).toMatchObject({ sent: 50_000 });
    expect(upload.outcome).toMatchObject({ code: 'upload_failed' });
    expect(upload.outcome?.message).toMatch(
      /Loaded: rows 1 to 50000\. Not loaded: rows 50001 to 100000, rows 100001/,
    );
    expect(scene.sentTo('split-c')).toHaveLength(2);
  });

  it('fails with its first part, and says that nothing is in', async () => {
    const { id } = await uploadSplit('split-e');
    await scene.connector.until(id, 'processing');
    await scene.sentTo('split-e')[0]!.callBack({ status: 'error', message: 'Data upload failed' });
    const upload = await scene.connector.until(id, 'failed');
    expect(upload.parts?.map(({ state }) => state)).toEqual(['failed', 'canceled', 'canceled']);
    expect(upload.counts).toMatchObject({ rows: ROWS, sent: 0 });
    expect(upload.outcome?.message).toMatch(
      /^Data upload failed\. No row is known to be loaded\. Not loaded: rows 1 to 50000, rows 50001/,
    );
  });

  it('does not continue after a stop of its campaign', async () => {
    const { id } = await uploadSplit('split-d');
    await scene.connector.until(id, 'processing');
    const { id: stopId } = await scene.connector.upload(
      scene.newRequest({ account: account('split-d'), action: 'stop', campaignName: 'Big' }),
    );
    await scene.connector.until(stopId, 'succeeded');
    await scene.sentTo('split-d')[0]!.callBack(UPLOADED);
    const upload = await scene.connector.until(id, 'failed');
    expect(upload.parts?.map(({ state }) => state)).toEqual(['succeeded', 'canceled', 'canceled']);
    expect(upload.outcome).toMatchObject({ code: 'canceled' });
    expect(upload.outcome?.message).toMatch(/Loaded: rows 1 to 50000/);
  });
});
