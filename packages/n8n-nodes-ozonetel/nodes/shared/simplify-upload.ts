import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject } from 'n8n-workflow';
import { OUTCOME_ADVICE } from './outcome-advice';

/** An upload that Ozonetel was asked for without a connector: it has no id, and nobody keeps it. */
export type DirectUpload = Omit<Upload, 'id' | 'username' | 'createdAt' | 'updatedAt'> & {
  readonly username?: string;
};

/** Problems that an item lists; each row's own come out of the output Rejected. */
export const FEW_PROBLEMS = 10;

/** The upload as an item: what a workflow goes on with, flat and always of the same names. */
export function simplifyUpload(upload: Upload | DirectUpload): IDataObject {
  const { state, campaignName, action, counts, outcome, problems, notices, notBefore } = upload;
  return {
    ...('id' in upload ? { uploadId: upload.id } : {}),
    state,
    campaignName,
    ...(action === undefined ? {} : { action }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(outcome === undefined
      ? {}
      : {
          code: outcome.code,
          title: OUTCOME_ADVICE[outcome.code].title,
          message: outcome.message,
          advice: outcome.advice ?? OUTCOME_ADVICE[outcome.code].advice,
          ...(outcome.rows === undefined ? {} : { rows: [...outcome.rows] }),
        }),
    ...(counts === undefined ? {} : { counts: { ...counts } }),
    ...(problems === undefined || problems.length === 0
      ? {}
      : { problems: problems.slice(0, FEW_PROBLEMS).map((problem) => ({ ...problem })) }),
    ...(notices === undefined || notices.length === 0
      ? {}
      : { notices: notices.map((notice) => ({ ...notice })) }),
  };
}

/** The upload as it is answered, for a node that shows it raw; but the output Rejected has the rows. */
export function rawUpload(upload: Upload | DirectUpload): IDataObject {
  const { problems } = upload;
  return { ...upload, ...(problems === undefined ? {} : { problems: problems.slice(0, FEW_PROBLEMS) }) };
}
