import type { OutcomeCode } from '@ozonetel-bulk-upload/shared-types';

export interface OutcomeAdvice {
  /** What happened, as the title of an error. */
  readonly title: string;
  /** What to do about it. */
  readonly advice: string;
}

/** What each outcome means to the one who built the workflow. */
export const OUTCOME_ADVICE: Readonly<Record<OutcomeCode, OutcomeAdvice>> = {
  processing: {
    title: 'Ozonetel has taken the contacts and is processing them',
    advice: 'The outcome comes with the callback: turn on Wait for Outcome, or use the Ozonetel Trigger.',
  },
  uploaded: { title: 'The contacts are in the campaign', advice: 'Nothing is left to do.' },
  request_limit_exhausted: {
    title: 'Ozonetel allows one request a minute, and this account has already used it',
    advice:
      'Try again in a minute, turn on Wait for Next Minute under Options, or set Connect Via to Our Connector Service, which waits for the account’s turn.',
  },
  authentication_failed: {
    title: 'Ozonetel does not know this user name with this API key',
    advice:
      'Compare both in the credential with the CloudAgent admin login. If they are right, ask whether “API Authentication” with tokens is switched on for the account: keys may be refused then.',
  },
  file_missing: {
    title: 'Ozonetel received no contact file',
    advice: 'Check that Input Binary Field names a file that is not empty, and try again.',
  },
  file_type_not_allowed: {
    title: 'Ozonetel takes only .csv and .xlsx files',
    advice: 'Save the contacts as .csv or .xlsx and upload that.',
  },
  campaign_not_found: {
    title: 'Ozonetel has no campaign of this name',
    advice: 'Correct Campaign Name: copy it from CloudAgent, with its capital letters and spaces.',
  },
  campaign_running: {
    title: 'The campaign is running or busy with another upload',
    advice:
      'Contacts go into a stopped campaign: stop it with the operation Stop in a second Ozonetel node, or wait until it is done, and try again.',
  },
  upload_failed: {
    title: 'Ozonetel could not load the contacts',
    advice: 'Ozonetel gives no reason. Look at the campaign in CloudAgent before you upload again.',
  },
  phone_number_column_missing: {
    title: 'No phone number column',
    advice: 'Under Rename Columns, map the column with the phone numbers to PhoneNumber.',
  },
  agent_id_column_missing: {
    title: 'No AgentId column, which an agentwise campaign needs',
    advice: 'Under Rename Columns, map the column with the agents to AgentId.',
  },
  skill_column_missing: {
    title: 'No Skill column, which a skillwise campaign needs',
    advice: 'Under Rename Columns, map the column with the skills to Skill.',
  },
  file_empty: {
    title: 'There are no contacts to upload',
    advice: 'Check what comes before this node: it must give at least one contact.',
  },
  invalid_phone_numbers: {
    title: 'Some phone numbers are not valid',
    advice: 'Correct them, or set Invalid Rows to Leave Out.',
  },
  invalid_agent_ids: {
    title: 'Some AgentIds are not known in the campaign',
    advice: 'Correct them, or list the known ones under Agent IDs and set Invalid Rows to Leave Out.',
  },
  invalid_skill_names: {
    title: 'Some skill names are not known in the campaign',
    advice: 'Correct them, or list the known ones under Skills and set Invalid Rows to Leave Out.',
  },
  too_many_columns: {
    title: 'Ozonetel takes at most 40 columns',
    advice: 'Leave out the columns that the campaign does not need.',
  },
  names_too_long: {
    title: 'Ozonetel takes names of at most 100 characters',
    advice: 'Shorten them, or set Invalid Rows to Leave Out.',
  },
  data_limit_exceeded: {
    title: 'Ozonetel takes at most 50,000 contacts at once',
    advice:
      'Divide the contacts, or set Connect Via to Our Connector Service and turn on Split under Options.',
  },
  unrecognised: {
    title: 'Ozonetel answered something that is not documented',
    advice: 'Look at the campaign in CloudAgent before you upload again: the contacts may be in.',
  },
  stopped: { title: 'The campaign is stopped', advice: 'Nothing is left to do.' },
  checked: {
    title: 'The contacts were checked, and nothing was sent',
    advice: 'Upload them with the operation Upload, or Upload and Start.',
  },
  file_unreachable: {
    title: 'The contact file could not be fetched',
    advice: 'Open the URL in a private browser window: it must give the file without a login.',
  },
  file_address_refused: {
    title: 'The connector does not fetch from this address',
    advice: 'Use a public URL, or have the host added to FETCH_ALLOWED_HOSTS of the connector.',
  },
  file_too_large: {
    title: 'The contact file is too large',
    advice: 'Divide it, or have FETCH_MAX_BYTES of the connector raised.',
  },
  file_not_a_contact_file: {
    title: 'The file is not a contact file',
    advice: 'It must be a .csv or an .xlsx file; a web page or an old .xls file is neither.',
  },
  duplicate_column: {
    title: 'Two columns would become one',
    advice: 'Rename or leave out one of them, or map one of them to another name under Rename Columns.',
  },
  correction_not_found: {
    title: 'A correction is for a cell that the file does not have',
    advice: 'Check the file again, and correct what that check shows.',
  },
  no_callback: {
    title: 'Ozonetel did not report the outcome in time',
    advice: 'Look at the campaign in CloudAgent before you upload again: the contacts may be in.',
  },
  connection_lost: {
    title: 'The connection to Ozonetel was lost while the request was being sent',
    advice: 'Look at the campaign in CloudAgent before you upload again: the contacts may be in.',
  },
  canceled: {
    title: 'The upload was canceled before it was sent',
    advice: 'Upload again if that was not meant.',
  },
};
