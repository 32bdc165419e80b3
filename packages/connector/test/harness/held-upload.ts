import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { API_KEY } from './test-connector';

/** A multipart request of which its sender has written a beginning, and no more for now. */
export interface HeldUpload {
  /** Sends bytes of the file. @returns when they have been handed to the system */
  send(bytes: number): Promise<void>;
  /** The status, and the body as JSON. */
  readonly answer: Promise<{ status: number; json: unknown }>;
  leave(): void;
}

/** Begins a request whose part `file` is 16 MiB by its Content-Length. */
export function holdUpload(url: string, path: string, requested: object): HeldUpload {
  const part = (disposition: string) => `--edge\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const sent = request(`${url}${path}`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'multipart/form-data; boundary=edge',
      'content-length': 16 * 1024 * 1024,
    },
  });
  const answer = once(sent, 'response').then(async ([response]) => {
    const { statusCode = 0 } = response as IncomingMessage;
    let text = '';
    for await (const chunk of response as IncomingMessage) text += String(chunk);
    return { status: statusCode, json: JSON.parse(text) as unknown };
  });
  answer.catch(() => undefined);
  sent.on('error', () => undefined);
  sent.write(`${part('name="request"')}${JSON.stringify(requested)}\r\n`);
  sent.write(`${part('name="file"; filename="contacts.csv"')}PhoneNumber\n`);
  return {
    send: (bytes) =>
      new Promise((resolve) => sent.write(Buffer.alloc(bytes, '9876543210\n'), () => resolve())),
    answer,
    leave: () => void sent.destroy(),
  };
}
