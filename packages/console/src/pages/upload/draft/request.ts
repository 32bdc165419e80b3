import { listCorrections, type Draft } from './draft';

export type UploadAction = 'check' | 'upload' | 'start';

/** Where rows with problems stay behind, and where they keep the file back. */
type RowsPolicy = 'drop' | 'fail';

/** The part of a request that says what is done with the contacts: the same in a check and in an upload. */
function contactMembers(draft: Draft, invalidRows: RowsPolicy) {
  const corrections = listCorrections(draft);
  return {
    columns: draft.columns,
    columnMatching: 'aliases' as const,
    ...(draft.campaignType === 'none' ? {} : { campaignType: draft.campaignType }),
    invalidRows,
    rowsWiderThanHeader: invalidRows,
    duplicates: draft.dropsDuplicates ? ('drop' as const) : ('keep' as const),
    hiddenRows: draft.dropsHidden ? ('drop' as const) : ('send' as const),
    split: draft.splits,
    ...(corrections.length === 0 ? {} : { corrections }),
    ...(draft.source?.kind === 'link' ? { file: { url: draft.source.url } } : {}),
  };
}

/** The request of a check: problems leave rows out, so that what would be sent is counted and shown. */
export function checkRequestOf(draft: Draft) {
  return contactMembers(draft, 'drop');
}

/** The request of an upload of the draft. */
export function uploadRequestOf(draft: Draft, action: UploadAction) {
  return {
    account: accountOf(draft),
    campaignName: draft.campaignName.trim(),
    ...contactMembers(draft, draft.leavesOut ? 'drop' : 'fail'),
    ...(action === 'start' ? { action: 'start' as const } : {}),
    ...(action === 'check' ? { dryRun: true } : {}),
  };
}

/** The account as requests name it. */
export function accountOf({ account }: Pick<Draft, 'account'>) {
  if (account?.kind === 'stored') return { name: account.name };
  return { username: account?.username.trim() ?? '', apiKey: account?.apiKey.trim() ?? '' };
}

/** A request with the draft's file, as the parts of a form. */
export function toForm(request: object, { source }: Draft): FormData {
  const form = new FormData();
  form.set('request', JSON.stringify(request));
  if (source?.kind === 'file') form.set('file', source.file, source.file.name);
  return form;
}

/** The same for each try of one action with one draft. */
export function idempotencyKeyOf({ idempotencyKey }: Draft, action: UploadAction): string {
  return `${idempotencyKey}-${action}`;
}
