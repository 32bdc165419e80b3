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
  /** Tries so far. */
  attempts: z.int(),
  nextAttemptAt: z.iso.datetime().optional(),
  lastStatus: z.int().optional(),
  /** Why the last try failed, where no status came back; `webhook_not_registered` while its subscription is paused. */
  lastError: z.string().optional(),
  createdAt: z.iso.datetime(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryListSchema = z.object({
  items: z.array(deliverySchema),
  nextCursor: z.string().nullable(),
});
