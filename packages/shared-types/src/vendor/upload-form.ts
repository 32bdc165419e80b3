import { z } from 'zod';

/**
 * The text fields of the multipart form that uploads a contact file, spelled as the vendor's page spells
 * them; the contact file itself is the part `file` (.csv or .xlsx).
 */
export const uploadFormSchema = z.object({
  username: z.string().min(1),
  apiKey: z.string().min(1),
  campaignName: z.string().min(1),
  callBackUrl: z.string().min(1),
  /** Left out, not sent empty, where the page says "Passing no value". */
  action: z.enum(['start', 'stop']).optional(),
});

export type UploadForm = z.infer<typeof uploadFormSchema>;
