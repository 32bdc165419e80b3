import type { IncomingMessage } from 'node:http';

/** What n8n reads by itself for a node of a later version than 1; all else it leaves to the node. */
const PARSED = /^(?:application\/json|text\/plain|application\/x-www-form-urlencoded)|[/+]xml$/;

/**
 * Makes a request what n8n gives to a webhook, as `parseRequestBody` of n8n 2.41 and 1.123 does: the body is the
 * node's in version 1, because it has the parameter `UNPARSED_BODY`; in later ones n8n reads it first, and keeps no raw
 * body of a form.
 * @returns false if n8n answers 422 in the node's place
 */
export async function prepareCall(
  request: IncomingMessage,
  { query, typeVersion }: { readonly query: Record<string, string>; readonly typeVersion: number },
): Promise<boolean> {
  const readRawBody = async (): Promise<void> => {
    Object.assign(request, { rawBody: await readAll(request) });
  };
  Object.assign(request, { query, readRawBody });
  if (typeVersion === 1) return true;
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') {
    const fields = await readForm(request);
    Object.assign(request, { body: { data: fields, files: {} } });
  } else if (PARSED.test(type)) {
    await readRawBody();
    return isParsable(type, (request as { rawBody?: Buffer }).rawBody?.toString() ?? '');
  }
  return true;
}

/** As raw-body does: what was read before, or broke off, cannot be read. */
async function readAll(request: IncomingMessage): Promise<Buffer> {
  if (request.readableEnded || request.destroyed) throw new Error('stream is not readable');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function readForm(request: IncomingMessage): Promise<Record<string, unknown>> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const body = new Uint8Array(await readAll(request));
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- for servers: this is a test's own small body
  const form = await new Response(body, { headers }).formData();
  const valuesOf = (name: string): unknown => {
    const values = form.getAll(name);
    return values.length === 1 ? values[0] : values;
  };
  return Object.fromEntries([...form.keys()].map((name) => [name, valuesOf(name)]));
}

function isParsable(type: string, text: string): boolean {
  if (text === '' || !type.startsWith('application/json')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
