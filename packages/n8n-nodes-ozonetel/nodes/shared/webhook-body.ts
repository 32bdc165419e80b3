import type { IWebhookFunctions } from 'n8n-workflow';

/** n8n's request, as far as it goes beyond express's types. */
interface RawBodyRequest {
  readonly rawBody?: Buffer;
  readonly readRawBody?: () => Promise<void>;
  /** Of a multipart body that n8n has read: no raw body is left of it. */
  readonly body?: { readonly data?: unknown };
}

/**
 * The body of a webhook call, byte for byte, whatever its content type says; a multipart body that n8n has read itself,
 * as form fields.
 * @throws Error if the caller hung up before the body was read
 */
export async function readWebhookBody(context: IWebhookFunctions): Promise<string> {
  const request = context.getRequestObject() as unknown as RawBodyRequest;
  const fields = request.rawBody === undefined ? request.body?.data : undefined;
  if (typeof fields === 'object' && fields !== null) return toForm(fields);
  if (request.rawBody === undefined) await request.readRawBody?.();
  return request.rawBody?.toString('utf8') ?? '';
}

function toForm(fields: object): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  }
  return form.toString();
}

/**
 * If a node of version 1 has this parameter, n8n leaves the body to it. In later versions n8n reads the body first:
 * it keeps no raw body of a multipart one, and answers 422 by itself to one that does not parse as its content type
 * says.
 */
export const UNPARSED_BODY = {
  displayName: 'Unparsed Body',
  name: 'options',
  type: 'hidden',
  default: { binaryData: true },
} as const;
