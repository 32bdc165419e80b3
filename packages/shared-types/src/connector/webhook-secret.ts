import { z } from 'zod';

/** Base64 of 24 to 64 bytes, padded as RFC 4648 demands: the sizes that Standard Webhooks gives for a secret. */
const WEBHOOK_SECRET =
  /^whsec_(?:(?:[A-Za-z0-9+/]{4}){8,20}(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?|(?:[A-Za-z0-9+/]{4}){21}(?:[A-Za-z0-9+/][AQgw]==)?)$/;

export const webhookSecretSchema = z
  .string()
  .regex(WEBHOOK_SECRET, 'must be whsec_ and the base64 of 24 to 64 bytes');
