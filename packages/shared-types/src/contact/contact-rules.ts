import type { UploadRequest } from '../connector/upload-request';

/** What the user asked of the check; the members of an UploadRequest that concern rows and headers. */
export type ContactRules = Readonly<
  Pick<
    UploadRequest,
    'columns' | 'campaignType' | 'agentIds' | 'skills' | 'invalidRows' | 'duplicates' | 'split'
  > &
    // Absent in what an older release stored: nothing is refused or left out then.
    Partial<Pick<UploadRequest, 'columnMatching' | 'rowsWiderThanHeader' | 'hiddenRows'>>
>;
