import { z } from 'zod';
import { eventTypeSchema } from './event';
import { postUrlSchema } from './http-url';
import { nameSchema } from './stored-text';
import { webhookSecretSchema } from './webhook-secret';

/** The body of `POST /v1/subscriptions`: a trigger that wants events. */
export const subscriptionRequestSchema = z.strictObject({
  url: postUrlSchema,
  /** Brought by the client, or made by the connector and shown once. */
  secret: webhookSecretSchema.optional(),
  /** Left out: every event, those of later versions too. Order and repetition do not matter. */
  events: z.array(eventTypeSchema).min(1).max(100).optional(),
  campaignName: nameSchema.optional(),
  username: nameSchema.optional(),
});
export type SubscriptionRequest = z.infer<typeof subscriptionRequestSchema>;

export const subscriptionSchema = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(eventTypeSchema).optional(),
  campaignName: z.string().optional(),
  username: z.string().optional(),
  createdAt: z.iso.datetime(),
  /** Its events wait: they are posted when a probe is delivered, or the url is registered again. */
  pausedAt: z.iso.datetime().optional(),
  /** The url answers 404 as n8n does for a webhook that is not registered. */
  pausedReason: z.enum(['webhook_not_registered']).optional(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

/** The answer to a registration: the secret that was brought, or the one that was made, which is shown once. */
export const subscriptionCreatedSchema = z.object({ id: z.string(), secret: z.string().optional() });
export type SubscriptionCreated = z.infer<typeof subscriptionCreatedSchema>;

export const subscriptionListSchema = z.object({ items: z.array(subscriptionSchema) });
