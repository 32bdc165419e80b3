import type { VendorCode } from '../../src';

export interface DocumentedMessage {
  readonly code: VendorCode;
  readonly status: 'success' | 'error';
  /** As the vendor's page has it. */
  readonly message: string;
  readonly rows?: readonly number[];
  /** Out of the text. */
  readonly campaign?: string;
  /** Other spellings: of the sister pages, and what loose matching must bear. */
  readonly variants?: readonly string[];
}

/** Every message of the vendor's page, replies first. */
export const DOCUMENTED_MESSAGES: readonly DocumentedMessage[] = [
  { code: 'processing', status: 'success', message: 'Data processing' },
  { code: 'request_limit_exhausted', status: 'error', message: 'Request limit exhausted' },
  { code: 'authentication_failed', status: 'error', message: 'Authentication failed' },
  { code: 'file_missing', status: 'error', message: 'File is mandatory' },
  {
    code: 'file_type_not_allowed',
    status: 'error',
    message: 'Only excel files are allowed',
    variants: ['Only excel/csv files are allowed', 'Only excel or csv files are allowed'],
  },
  {
    code: 'campaign_not_found',
    status: 'error',
    message: 'Campaign not found',
    variants: ['Campain not found'],
  },
  {
    code: 'campaign_running',
    status: 'error',
    message: 'Campaign is running',
    variants: ['Campain is running', 'Campaign under process', 'Campain under process'],
  },
  { code: 'uploaded', status: 'success', message: 'Data uploaded successfully' },
  {
    code: 'upload_failed',
    status: 'error',
    message: 'Data upload failed',
    variants: ['Data upload failed '],
  },
  {
    code: 'phone_number_column_missing',
    status: 'error',
    message: 'Map file doesnt contain phoneNumber',
    variants: ["Map file doesn't contain PhoneNumber", 'Map file does not contain phone number'],
  },
  {
    code: 'agent_id_column_missing',
    status: 'error',
    message: 'Map file doesnt contain Agent Id',
    variants: ['Map file doesn’t contain AgentId'],
  },
  {
    code: 'skill_column_missing',
    status: 'error',
    message: "Skillwise campaign doesn't have skill as column",
    variants: [
      'Skillwise campaign doesnt have skill as column',
      'Skill wise campain does not have skill as column',
    ],
  },
  {
    code: 'file_empty',
    status: 'error',
    message: 'Uploaded xlsx File Should Not Be Empty',
    variants: ['Uploaded csv file should not be empty', 'Uploaded File Should Not Be Empty'],
  },
  {
    code: 'invalid_phone_numbers',
    status: 'error',
    message: 'Invalid phone no.s found at rows [1,2,3] for campaign Diwali',
    rows: [1, 2, 3],
    campaign: 'Diwali',
    variants: ['Invalid phone nos found at rows [1, 2, 3] for campain Diwali'],
  },
  {
    code: 'invalid_agent_ids',
    status: 'error',
    message: 'Invalid AgentIds found at rows [7] for campaign Diwali',
    rows: [7],
    campaign: 'Diwali',
    variants: ['Invalid Agent Ids found at row [7] for campaign  Diwali '],
  },
  {
    code: 'invalid_skill_names',
    status: 'error',
    message: 'Invalid Skill names found at rows [10,200,3000] for campaign Diwali Sale',
    rows: [10, 200, 3000],
    campaign: 'Diwali Sale',
  },
  {
    code: 'too_many_columns',
    status: 'error',
    message: 'Excess columns found at rows [1] for campaign Diwali',
    rows: [1],
    campaign: 'Diwali',
  },
  {
    code: 'names_too_long',
    status: 'error',
    message: 'Rows exceeded allowed name column size(100) : [4, 5]',
    rows: [4, 5],
    variants: ['Rows exceeded allowed name column size (100): [4,5]'],
  },
  { code: 'data_limit_exceeded', status: 'error', message: 'Data limit exceeded' },
];
