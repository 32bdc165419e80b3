import type { CampaignConfig } from '../config/simulator-config';
import type { FileFormat } from '../contact-file/file-format';
import { readRecords } from '../contact-file/read-records';
import { validateRecords, type Findings } from '../contact-file/validate-records';
import { CALLBACK_TEXTS } from '../vendor-texts';

/** What the vendor says of a contact file in the end, and what is known of it. */
export interface ExaminedFile {
  readonly message: string;
  /** Nothing where the file could not be read. */
  readonly findings?: Findings;
}

/** A contact file on its way into a campaign. */
export interface FileToExamine {
  readonly content: Buffer;
  readonly format: FileFormat;
  readonly campaign: { readonly config: CampaignConfig; readonly room: number };
}

/** Reads the contact file to its end; one that cannot be read is `Data upload failed`. Never rejects. */
export async function examineFile({ content, format, campaign }: FileToExamine): Promise<ExaminedFile> {
  try {
    const findings = await validateRecords(readRecords(content, format), campaign.config, campaign.room);
    return { message: findings.refusal ?? CALLBACK_TEXTS.uploaded, findings };
  } catch {
    return { message: CALLBACK_TEXTS.uploadFailed };
  }
}
