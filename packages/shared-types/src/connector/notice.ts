import { z } from 'zod';
import { NOTICE_CODES } from '../outcome/codes';

/** What is worth knowing about a contact file and refuses nothing. */
export const noticeSchema = z.object({ code: z.enum(NOTICE_CODES), message: z.string() });
export type Notice = z.infer<typeof noticeSchema>;
