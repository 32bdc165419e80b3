/** What the vendor can say of a whole upload, in the order of the table in docs/ozonetel-api.md. */
export const VENDOR_CODES = [
  'processing',
  'uploaded',
  'request_limit_exhausted',
  'authentication_failed',
  'file_missing',
  'file_type_not_allowed',
  'campaign_not_found',
  'campaign_running',
  'upload_failed',
  'phone_number_column_missing',
  'agent_id_column_missing',
  'skill_column_missing',
  'file_empty',
  'invalid_phone_numbers',
  'invalid_agent_ids',
  'invalid_skill_names',
  'too_many_columns',
  'names_too_long',
  'data_limit_exceeded',
  'unrecognised',
] as const;

/** What only we can say of an upload. */
export const OWN_CODES = [
  'stopped',
  'checked',
  'file_unreachable',
  'file_address_refused',
  'file_too_large',
  'file_not_a_contact_file',
  'duplicate_column',
  'correction_not_found',
  'no_callback',
  'connection_lost',
  'canceled',
] as const;

/** What can be wrong with one row or one header of a contact file. */
export const PROBLEM_CODES = [
  'invalid_phone_number',
  'duplicate_phone_number',
  'name_too_long',
  'invalid_agent_id',
  'invalid_skill_name',
  'too_many_columns',
  'row_too_wide',
  'duplicate_column',
] as const;

/** What is worth knowing about a contact file and refuses nothing. */
export const NOTICE_CODES = [
  'column_alias_used',
  'hidden_rows',
  'contacts_within_cells',
  'short_phone_numbers',
  'negative_phone_numbers',
  'long_phone_numbers',
  'phone_numbers_like_dates',
  'phone_numbers_of_words',
  'other_sheets',
  'formulas_without_results',
] as const;

export type VendorCode = (typeof VENDOR_CODES)[number];
export type OutcomeCode = VendorCode | (typeof OWN_CODES)[number];
export type ProblemCode = (typeof PROBLEM_CODES)[number];
export type NoticeCode = (typeof NOTICE_CODES)[number];
