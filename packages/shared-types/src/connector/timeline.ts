import { z } from 'zod';
import { deliveryDetailSchema } from './delivery';
import { recordedEventSchema } from './event';
import { uploadStateSchema } from './upload';

const at = z.iso.datetime();

/** What happened to an upload, one thing after the other. */
export const timelineItemSchema = z.discriminatedUnion('kind', [
  z.object({ at, kind: z.literal('state'), state: uploadStateSchema }),
  /** What Ozonetel answered to a request; the text is empty once it was removed for its age. */
  z.object({ at, kind: z.literal('reply'), code: z.string(), message: z.string() }),
  /** What Ozonetel posted later. */
  z.object({
    at,
    kind: z.literal('callback'),
    code: z.string(),
    message: z.string(),
    /** `conflict`: it says something else than the callback that counts. */
    effect: z.enum(['settled', 'recorded', 'repeated', 'conflict']),
  }),
  z.object({ at, kind: z.literal('event'), event: recordedEventSchema }),
  z.object({ at, kind: z.literal('delivery'), delivery: deliveryDetailSchema }),
]);
export type TimelineItem = z.infer<typeof timelineItemSchema>;

/** The oldest first. */
export const timelineSchema = z.object({ items: z.array(timelineItemSchema) });
