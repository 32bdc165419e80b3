import type { IWebhookFunctions } from 'n8n-workflow';

/** n8n's request, as far as it goes beyond express's types. */
interface RawBodyRequest {
  readonly rawBody?: Buffer;
  readonly readRawBody?: () => Promise<void>;
}

/**
 * The body of a webhook call, byte for byte, whatever its content type says. n8n leaves it unparsed because the
 * node has the parameter `UNPARSED_BODY`.
 */
export async function readWebhookBody(context: IWebhookFunctions): Promise<string> {
  const request = context.getRequestObject() as unknown as RawBodyRequest;
  if (request.rawBody === undefined) await request.readRawBody?.();
  return request.rawBody?.toString('utf8') ?? '';
}

/**
 * n8n answers 422 by itself to a body that does not parse as its content type says, and keeps no raw body of a
 * multipart one; if a node of version 1 has this parameter it leaves the body to the node.
 */
export const UNPARSED_BODY = {
  displayName: 'Unparsed Body',
  name: 'options',
  type: 'hidden',
  default: { binaryData: true },
} as const;
