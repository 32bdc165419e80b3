/** The text fields of the form, exactly as the page spells them; the contact file is the part `file`. */
export const FORM_FIELDS = ['username', 'apiKey', 'campaignName', 'callBackUrl', 'action'] as const;
export type FormField = (typeof FORM_FIELDS)[number];

export interface ReceivedFile {
  readonly name: string;
  /** What was kept of it: all, or nothing if it is larger than the limit. */
  readonly content: Buffer;
  readonly bytes: number;
  readonly sha256: string;
  readonly isTooLarge: boolean;
}

/** The form of one request, as far as it came. */
export interface UploadForm {
  readonly fields: Partial<Record<FormField, string>>;
  readonly unknownFields: string[];
  file?: ReceivedFile;
}
