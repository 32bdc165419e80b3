/** Immediate replies, letter by letter from the vendor's page ("Responses in JSON"). */
export const REPLY_TEXTS = {
  processing: 'Data processing',
  requestLimitExhausted: 'Request limit exhausted',
  authenticationFailed: 'Authentication failed',
  fileMissing: 'File is mandatory',
  fileTypeNotAllowed: 'Only excel files are allowed',
  campaignNotFound: 'Campaign not found',
  campaignRunning: 'Campaign is running',
} as const;

/**
 * Replies for faults that the page forbids and has no text for. **Our assumption**, formed after
 * `File is mandatory`.
 */
export const ASSUMED_REPLY_TEXTS = {
  callBackUrlMissing: 'callBackUrl is mandatory',
  actionUnknown: 'action should be start or stop',
  statusBodyMissing: 'userName and campaignName are mandatory',
} as const;

/** Callbacks, letter by letter from the vendor's page ("Callback responses", "File validation error"). */
export const CALLBACK_TEXTS = {
  uploaded: 'Data uploaded successfully',
  uploadFailed: 'Data upload failed',
  phoneNumberColumnMissing: 'Map file doesnt contain phoneNumber',
  agentIdColumnMissing: 'Map file doesnt contain Agent Id',
  skillColumnMissing: "Skillwise campaign doesn't have skill as column",
  fileEmpty: 'Uploaded xlsx File Should Not Be Empty',
  dataLimitExceeded: 'Data limit exceeded',
  invalidPhoneNumbers: (rows: readonly number[], campaign: string) =>
    `Invalid phone no.s found at rows ${list(rows)} for campaign ${campaign}`,
  invalidAgentIds: (rows: readonly number[], campaign: string) =>
    `Invalid AgentIds found at rows ${list(rows)} for campaign ${campaign}`,
  invalidSkillNames: (rows: readonly number[], campaign: string) =>
    `Invalid Skill names found at rows ${list(rows)} for campaign ${campaign}`,
  tooManyColumns: (rows: readonly number[], campaign: string) =>
    `Excess columns found at rows ${list(rows)} for campaign ${campaign}`,
  /** The page lists an "overSizedColumnList" without saying what is in it; **our assumption**: row numbers. */
  namesTooLong: (rows: readonly number[]) => `Rows exceeded allowed name column size(100) : ${list(rows)}`,
} as const;

function list(rows: readonly number[]): string {
  return `[${rows.join(',')}]`;
}
