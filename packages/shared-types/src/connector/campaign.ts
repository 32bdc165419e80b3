import { z } from 'zod';
import { uploadStateSchema } from './upload';

/** A campaign that uploads have named, with the newest of them. */
export const campaignSchema = z.object({
  username: z.string(),
  campaignName: z.string(),
  /** State of the newest upload. */
  lastState: uploadStateSchema,
  /** When that upload last changed. */
  lastAt: z.iso.datetime(),
});
export type Campaign = z.infer<typeof campaignSchema>;

/** The answer of `GET /v1/campaigns`: the one that was used last comes first. */
export const campaignListSchema = z.object({
  items: z.array(campaignSchema),
  nextCursor: z.string().nullable(),
});
export type CampaignList = z.infer<typeof campaignListSchema>;
