import { z } from 'zod';

/** The body that the vendor wants with this GET, spelled as its page spells it. */
export const campaignStatusRequestSchema = z.object({ userName: z.string(), campaignName: z.string() });
export type CampaignStatusRequest = z.infer<typeof campaignStatusRequestSchema>;

/** A campaign as the vendor shows it. */
export const vendorCampaignSchema = z.object({
  CampaignID: z.union([z.string(), z.number()]),
  CampaignName: z.string(),
  UserName: z.string(),
  /** `READY`, `RUNNING`, `STOPPED` or `COMPLETED`. */
  Position: z.string(),
});
export type VendorCampaign = z.infer<typeof vendorCampaignSchema>;

/** The vendor's answer; `message` is a text where the status is not `success`. */
export const campaignStatusAnswerSchema = z.object({
  status: z.string(),
  message: z.union([z.array(vendorCampaignSchema), z.string()]),
});
export type CampaignStatusAnswer = z.infer<typeof campaignStatusAnswerSchema>;
