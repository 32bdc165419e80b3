import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import express, { type Response } from 'express';
import { createUploadStreams } from '../../src/http/stream-upload';

const MEBIBYTE = 1024 * 1024;

it('a client that never reads its stream of events makes the connector keep the newest change alone', async () => {
  let show: (upload: Upload) => void = () => undefined;
  const streams = createUploadStreams({
    watchUpload: (_id, listener) => {
      show = (changed) => listener.show(changed);
      return () => undefined;
    },
    drainSignal: new AbortController().signal,
  });
  const answers: Response[] = [];
  const app = express();
  app.get('/', (request, response) => {
    answers.push(response);
    streams.start('upl_1', request, response);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(client, 'data');
  client.pause();

  const upload = { id: 'upl_1', state: 'checking', campaignName: 'x'.repeat(10_000) } as Upload;
  for (let change = 0; change < 20_000; change += 1) show(upload);
  // What the system takes of it is written, and perhaps made room for.
  await new Promise((resolve) => setImmediate(resolve));
  for (let change = 0; change < 20_000; change += 1) show(upload);
  expect(answers[0]?.writableLength).toBeLessThan(MEBIBYTE);

  expect(streams.countOpen()).toBe(1);
  let text = '';
  client.on('data', (chunk: Buffer) => (text += chunk.toString()));
  client.resume();
  show({ ...upload, state: 'succeeded' });
  while (!text.includes('"state":"succeeded"')) await once(client, 'data');
  expect(text.length).toBeLessThan(16 * MEBIBYTE);
  client.destroy();
  server.close();
  await once(server, 'close');
  expect(streams.countOpen()).toBe(0);
});
