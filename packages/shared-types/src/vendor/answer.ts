import { z } from 'zod';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** The vendor's immediate answer to an upload. `status` and `message` vary in case and spaces. */
export const replySchema = z.looseObject({
  status: text,
  message: text.default(''),
});

/** What the vendor posts to `callBackUrl` later; several callbacks name neither campaign nor user. */
export const callbackSchema = replySchema.extend({
  campaign: text.optional(),
  username: text.optional(),
});

export type Reply = z.infer<typeof replySchema>;
export type Callback = z.infer<typeof callbackSchema>;
