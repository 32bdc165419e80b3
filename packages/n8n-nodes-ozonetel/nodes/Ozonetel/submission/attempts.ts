import { createHash } from 'crypto';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { DirectUpload } from '../../shared/simplify-upload';
import { isInlineTool } from '../../shared/is-inline-tool';
import type { Submission } from './submission';

/** The state of one upload so far, kept with the execution: n8n's retries run the node anew for all its items. */
export interface Attempt {
  /** The same for each try of one upload, another for all else. */
  readonly key: string;
  /** The execution that made it. */
  readonly executionId: string;
  /** The run of the node, and the items whose contacts it has. */
  readonly runIndex: number;
  readonly itemIndexes: readonly number[];
  readonly campaignName: string;
  readonly action: 'start' | 'stop' | undefined;
  /** That nothing of it was loaded: a retried execution makes it anew. */
  readonly isRefused?: true;
  readonly sent?: Sent;
}

interface Sent {
  /** The execution that sent it. */
  readonly executionId: string;
  /** What Ozonetel answered, or by which ID the connector has it. */
  readonly upload: DirectUpload | { readonly id: string };
}

type Attempts = Record<string, Attempt>;

const CONTEXT_KEY = 'ozonetelAttempts';

/**
 * The attempt that a submission is: the one before, if it is tried again; or else a new one. What was taken, or may have
 * been, stays one upload in n8n's Retry On Fail and in an execution that n8n's Retry starts: people are dialed once.
 * @throws NodeOperationError if some of its contacts were sent in an execution that this one retries
 */
export function beginAttempt(context: IExecuteFunctions, submission: Submission): Attempt {
  const { campaignName, action, itemIndexes } = submission;
  const place = placeOf(context, submission);
  const executionId = context.getExecutionId();
  const known = attemptsOf(context)[place];
  const isSame = known?.executionId === executionId;
  const isRetried = context.getMode() === 'retry' && known?.isRefused !== true;
  refuseWhatWasSent(context, submission);
  if (known !== undefined && (isSame || isRetried)) return known;
  const parts = [executionId, context.getNode().id, place];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const attempt = {
    key: `n8n-${hash.slice(0, 40)}`,
    executionId,
    runIndex: runIndexOf(context, submission),
    itemIndexes,
    campaignName,
    action,
  };
  attemptsOf(context)[place] = attempt;
  return attempt;
}

/** A changed workflow may put contacts that were sent into an upload with others, or send them in another way. */
function refuseWhatWasSent(context: IExecuteFunctions, submission: Submission): void {
  const { campaignName, action, itemIndex, itemIndexes, settings } = submission;
  if (isInlineTool(context) || settings.isDryRun) return;
  const overlapping = Object.values(attemptsOf(context)).filter(
    (attempt) =>
      findSentBefore(context, attempt) !== undefined &&
      attempt.runIndex === runIndexOf(context, submission) &&
      attempt.campaignName === campaignName &&
      (attempt.action === 'stop') === (action === 'stop') &&
      attempt.itemIndexes.some((index) => itemIndexes.includes(index)),
  );
  const isOther = overlapping.some(
    (attempt) =>
      attempt.action !== action ||
      attempt.itemIndexes.join() !== itemIndexes.join() ||
      (settings.mode === 'direct' && !isAnswer(attempt.sent?.upload)),
  );
  if (!isOther) return;
  const items = overlapping.flatMap((attempt) => attempt.itemIndexes).map((index) => index + 1);
  throw new NodeOperationError(context.getNode(), 'Some of these contacts were sent already', {
    description: `The execution that this one retries has sent ${items.length === 1 ? 'item' : 'items'} ${items.join(', ')} to ${campaignName}, and the workflow has changed since. Start the workflow again with the contacts that were not sent.`,
    itemIndex,
  });
}

export function noteSent(context: IExecuteFunctions, key: string, upload: Sent['upload']): void {
  note(context, key, { sent: { executionId: context.getExecutionId(), upload } });
}

/** Of parts of a split upload, some may be in although it has failed: those are not sent again. */
export function noteEnd(
  context: IExecuteFunctions,
  key: string,
  { state, parts = [] }: Pick<Upload, 'state' | 'parts'>,
): void {
  const isIn = parts.some((part) => part.state === 'succeeded' || part.state === 'unconfirmed');
  if (state === 'rejected' || (state === 'failed' && !isIn)) note(context, key, { isRefused: true });
}

/** What was sent before n8n's Retry has started this execution. */
export function findSentBefore(context: IExecuteFunctions, { sent }: Attempt): Sent | undefined {
  return sent?.executionId === context.getExecutionId() ? undefined : sent;
}

/** Whether Ozonetel itself has answered. */
export function isAnswer(upload: Sent['upload'] | undefined): upload is DirectUpload {
  return upload !== undefined && 'state' in upload;
}

/** What was noted before is forgotten. */
function note(context: IExecuteFunctions, key: string, news: Pick<Attempt, 'isRefused' | 'sent'>): void {
  const attempts = attemptsOf(context);
  for (const [place, attempt] of Object.entries(attempts)) {
    const { executionId, runIndex, itemIndexes, campaignName, action } = attempt;
    const same = { key, executionId, runIndex, itemIndexes, campaignName, action };
    if (attempt.key === key) attempts[place] = { ...same, ...news };
  }
}

function attemptsOf(context: IExecuteFunctions): Attempts {
  return (context.getContext('node')[CONTEXT_KEY] ??= {}) as Attempts;
}

function runIndexOf(context: IExecuteFunctions, { itemIndex }: Submission): number {
  const { $runIndex: runIndex } = context.getWorkflowDataProxy(itemIndex);
  return runIndex as number;
}

/**
 * The input of a run stays the same in a retry, even where the contacts or the options have changed. An agent may call
 * the node several times in what n8n counts as one run: there the contacts tell one call from another.
 */
function placeOf(context: IExecuteFunctions, submission: Submission): string {
  const { campaignName, action, itemIndex, contacts, fileUrl, settings } = submission;
  const kind = settings.isDryRun ? 'check' : (action ?? 'upload');
  const place = [runIndexOf(context, submission), itemIndex, kind, campaignName];
  if (!isInlineTool(context)) return JSON.stringify(place);
  const hash = createHash('sha256').update(JSON.stringify([fileUrl, settings.rules]));
  if (contacts !== undefined) hash.update(contacts.file.content);
  return JSON.stringify([...place, hash.digest('hex')]);
}
