import { z } from 'zod';

/** The vendor's immediate answer to an upload. `status` and `message` vary in case and spaces. */
export const replySchema = z.looseObject({
  status: z.coerce.string(),
  message: z.coerce.string().default(''),
});

/** What the vendor posts to `callBackUrl` later; several callbacks name neither campaign nor user. */
export const callbackSchema = replySchema.extend({
  campaign: z.string().optional(),
  username: z.string().optional(),
});

export type Reply = z.infer<typeof replySchema>;
export type Callback = z.infer<typeof callbackSchema>;
