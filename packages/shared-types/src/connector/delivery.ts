import { z } from 'zod';
import { eventTypeSchema } from './event';

export const deliveryStateSchema = z.enum(['pending', 'delivered', 'dead']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** One event on its way to one URL. Shows the receiver's status code, never its body. */
export const deliverySchema = z.object({
  id: z.string(),
  eventId: z.string(),
  uploadId: z.string(),
  type: eventTypeSchema,
  /** Left out when the delivery goes to the upload's `notifyUrl`. */
  subscriptionId: z.string().optional(),
  state: deliveryStateSchema,
  /** Attempts so far. */
  attempts: z.int(),
  nextAttemptAt: z.iso.datetime().optional(),
  lastStatus: z.int().optional(),
  /** Why the last attempt failed, where no status came back; `webhook_not_registered` while its subscription is paused. */
  lastError: z.string().optional(),
  createdAt: z.iso.datetime(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.object({
  items: z.array(deliverySchema),
  nextCursor: z.string().nullable(),
});

/** One attempt of a delivery. */
export const deliveryAttemptSchema = z.object({
  /** When it began. */
  at: z.iso.datetime(),
  durationMs: z.int().min(0),
  /** The receiver's; its body is never shown. */
  status: z.int().optional(),
  /** Why it failed, where that is more than the status says. */
  error: z.string().optional(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** A delivery with its attempts: the last 20, the oldest first. */
export const deliveryDetailSchema = deliverySchema.omit({ attempts: true }).extend({
  /** Attempts since it was made, or started over. */
  attemptCount: z.int(),
  attempts: z.array(deliveryAttemptSchema),
});
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

/** Which deliveries start over: those in a state, made from `since` to before `until`. */
export const bulkRedeliverySchema = z.strictObject({
  state: deliveryStateSchema,
  since: z.iso.datetime({ offset: true }).max(64).optional(),
  until: z.iso.datetime({ offset: true }).max(64).optional(),
  subscriptionId: z.string().min(1).max(64).optional(),
});
export type BulkRedelivery = z.infer<typeof bulkRedeliverySchema>;

/** The number of deliveries. */
export const redeliveredSchema = z.object({ count: z.int().min(0) });
