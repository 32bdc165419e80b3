import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { IDataObject } from 'n8n-workflow';
import type { AdviceContext } from './advice-context';
import { describeOutcome } from './describe-outcome';
import { inWords } from './in-words';

/** An upload that Ozonetel was asked for without a connector: it has no id, and nobody keeps it. */
export type DirectUpload = Omit<Upload, 'id' | 'username' | 'createdAt' | 'updatedAt'> & {
  readonly username?: string;
};

/** Problems that an item lists; each row's own come out of the output Left Out. */
export const FEW_PROBLEMS = 10;

/** The upload as an item: what a workflow goes on with, flat and always of the same names. */
export function simplifyUpload(upload: Upload | DirectUpload, adviceContext?: AdviceContext): IDataObject {
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
          ...describeOutcome({ state, action, counts, outcome, problems, notices }, adviceContext),
          ...(outcome.rows === undefined ? {} : { rows: [...outcome.rows] }),
        }),
    ...(counts === undefined ? {} : { counts: { ...counts } }),
    ...showFindings({ problems, notices }, adviceContext),
  };
}

/** What a check has found, in the words of the node, as an item shows it: the first problems, and all notices. */
export function showFindings(
  { problems = [], notices = [] }: { readonly [Name in 'problems' | 'notices']?: Upload[Name] | undefined },
  adviceContext?: AdviceContext,
): IDataObject {
  const few = problems.slice(0, FEW_PROBLEMS);
  return {
    ...(few.length === 0
      ? {}
      : {
          problems: few.map((problem) => ({ ...problem, message: inWords(problem.message, adviceContext) })),
        }),
    ...(notices.length === 0
      ? {}
      : { notices: notices.map(({ message }) => inWords(message, adviceContext)) }),
  };
}

/** The upload as it is answered, for a node that shows it raw; but the output Left Out has the rows. */
export function rawUpload(upload: Upload | DirectUpload): IDataObject {
  const { problems } = upload;
  return { ...upload, ...(problems === undefined ? {} : { problems: problems.slice(0, FEW_PROBLEMS) }) };
}
