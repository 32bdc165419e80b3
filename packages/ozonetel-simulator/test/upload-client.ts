import FormData from 'form-data';
import { Agent, request } from 'undici';

export interface SentUpload {
  readonly fields?: Readonly<Record<string, string>>;
  readonly file?: { readonly name: string; readonly content: string | Buffer } | undefined;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

export interface ReceivedReply {
  readonly httpStatus: number;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Posts a form as a client of the vendor would: form-data over undici, with its length. */
export async function postForm(
  url: string,
  { fields = {}, file, signal }: SentUpload,
): Promise<ReceivedReply> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined) form.append('file', Buffer.from(file.content), { filename: file.name });
  const dispatcher = new Agent();
  try {
    const response = await request(url, {
      method: 'POST',
      dispatcher,
      headers: { ...form.getHeaders(), 'content-length': String(form.getLengthSync()) },
      body: form,
      signal: signal ?? null,
    });
    const contentType = response.headers['content-type'];
    return {
      httpStatus: response.statusCode,
      contentType: typeof contentType === 'string' ? contentType : undefined,
      body: await response.body.text(),
    };
  } finally {
    await dispatcher.destroy();
  }
}
