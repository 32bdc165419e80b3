import type { VendorCode } from './codes';

export interface VendorMessage {
  readonly code: VendorCode;
  /** Matched against the folded text: lower case, letters and digits alone, single spaces. */
  readonly pattern: RegExp;
}

/**
 * Every text of the vendor's page, loosely. The misspellings of the sister pages (`Campain is running`,
 * `Campain under process`, `Only excel/csv files are allowed`) are among them.
 */
export const VENDOR_MESSAGES: readonly VendorMessage[] = [
  { code: 'processing', pattern: /^data (is )?processing$/ },
  { code: 'uploaded', pattern: /^data upload(ed)? success(fully|ful)?$/ },
  { code: 'request_limit_exhausted', pattern: /^request limit exhausted$/ },
  { code: 'authentication_failed', pattern: /^authentication failed$/ },
  { code: 'file_missing', pattern: /^file is mandatory$/ },
  { code: 'file_type_not_allowed', pattern: /^only excel( ((or|and) )?csv)? files? (are|is) allowed$/ },
  { code: 'campaign_not_found', pattern: /^camp(aign|ain) not found$/ },
  { code: 'campaign_running', pattern: /^camp(aign|ain) (is )?(running|under process)$/ },
  { code: 'upload_failed', pattern: /^data upload failed$/ },
  { code: 'phone_number_column_missing', pattern: /^map file does ?no? ?t contain phone ?number$/ },
  { code: 'agent_id_column_missing', pattern: /^map file does ?no? ?t contain agent ?id$/ },
  {
    code: 'skill_column_missing',
    pattern: /^skill ?wise camp(aign|ain) does ?no? ?t have skill as column$/,
  },
  { code: 'file_empty', pattern: /^uploaded( (xlsx|csv|excel))? file should not be empty$/ },
  { code: 'invalid_phone_numbers', pattern: /^invalid phone ?(no ?s?|numbers?) found at rows?\b/ },
  { code: 'invalid_agent_ids', pattern: /^invalid agent ?ids? found at rows?\b/ },
  { code: 'invalid_skill_names', pattern: /^invalid skill ?names? found at rows?\b/ },
  { code: 'too_many_columns', pattern: /^excess columns? found at rows?\b/ },
  { code: 'names_too_long', pattern: /^rows? exceeded allowed name column size\b/ },
  { code: 'data_limit_exceeded', pattern: /^data limit exceeded$/ },
];

/** Characters of a message that are compared; the patterns with an end are far shorter. */
const COMPARED_CHARACTERS = 1000;

/** Lower case, apostrophes gone, every other run of signs one space: what `pattern` is written against. */
export function foldMessage(message: string): string {
  const goesOn = /[\p{L}\p{N}]/u.test(message.slice(COMPARED_CHARACTERS));
  return `${message.slice(0, COMPARED_CHARACTERS)}${goesOn ? ' and so on' : ''}`
    .toLowerCase()
    .replace(/['’`´]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
