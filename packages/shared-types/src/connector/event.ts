import { z } from 'zod';
import { uploadSchema } from './upload';
import { FINAL_STATES } from './upload-state';

/** What workflows hear of an upload: each final state, and `pending` when `notifyBy` passes before one. */
export const EVENT_TYPES = [
  ...FINAL_STATES.map((state) => `upload.${state}` as const),
  'upload.pending',
] as const;
export const eventTypeSchema = z.enum(EVENT_TYPES);
export type EventType = z.infer<typeof eventTypeSchema>;

/** The body of a delivery. Its id is the header `webhook-id`, the same on every attempt (Standard Webhooks). */
export const uploadEventSchema = z.object({
  type: eventTypeSchema,
  timestamp: z.iso.datetime(),
  data: uploadSchema,
});
export type UploadEvent = z.infer<typeof uploadEventSchema>;

/** One event in a list. */
export const recordedEventSchema = z.object({
  id: z.string(),
  type: eventTypeSchema,
  uploadId: z.string(),
  createdAt: z.iso.datetime(),
});
export type RecordedEvent = z.infer<typeof recordedEventSchema>;

/** The answer of `GET /v1/events`: the newest first. */
export const eventListSchema = z.object({
  items: z.array(recordedEventSchema),
  nextCursor: z.string().nullable(),
});
