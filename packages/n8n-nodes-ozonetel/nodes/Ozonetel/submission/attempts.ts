import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { DirectUpload } from '../../shared/simplify-upload';
import { isInlineTool } from '../../shared/is-inline-tool';
import type { Submission } from './submission';

/** The state of one upload so far, kept with the execution: n8n's retries run the node anew for all its items. */
export interface Attempt {
  /** The same for each try of one upload, another for all else. */
  readonly key: string;
  /** The execution that made it. */
  readonly executionId: string;
  /** That nothing of it was loaded: a retried execution makes it anew. */
  readonly isRefused?: true;
  /** What Ozonetel answered, or by which ID the connector has it. */
  readonly sent?: DirectUpload | { readonly id: string };
}

type Attempts = Record<string, Attempt>;

const CONTEXT_KEY = 'ozonetelAttempts';

/**
 * The attempt that a submission is: the one before, if it is tried again; or else a new one. What was taken, or may have
 * been, stays one upload in n8n's Retry On Fail and in an execution that n8n's Retry starts: people are dialed once.
 */
export function beginAttempt(context: IExecuteFunctions, submission: Submission): Attempt {
  const place = placeOf(context, submission);
  const executionId = context.getExecutionId();
  const known = attemptsOf(context)[place];
  const isSame = known?.executionId === executionId;
  const isRetried = context.getMode() === 'retry' && known?.isRefused !== true;
  if (known !== undefined && (isSame || isRetried)) return known;
  const parts = [executionId, context.getNode().id, place];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const attempt = { key: `n8n-${hash.slice(0, 40)}`, executionId };
  attemptsOf(context)[place] = attempt;
  return attempt;
}

export function noteSent(context: IExecuteFunctions, key: string, sent: NonNullable<Attempt['sent']>): void {
  note(context, key, { sent });
}

export function noteRefused(context: IExecuteFunctions, key: string): void {
  note(context, key, { isRefused: true });
}

/** Whether an upload was sent before n8n's Retry has started this execution. */
export function isOfRetried(context: IExecuteFunctions, { executionId, sent }: Attempt): boolean {
  return sent !== undefined && executionId !== context.getExecutionId();
}

/** What was noted before holds no longer. */
function note(context: IExecuteFunctions, key: string, news: Pick<Attempt, 'isRefused' | 'sent'>): void {
  const attempts = attemptsOf(context);
  for (const [place, attempt] of Object.entries(attempts)) {
    if (attempt.key === key) attempts[place] = { key, executionId: attempt.executionId, ...news };
  }
}

function attemptsOf(context: IExecuteFunctions): Attempts {
  return (context.getContext('node')[CONTEXT_KEY] ??= {}) as Attempts;
}

/**
 * The input of a run stays the same in a retry, even where the contacts or the options have changed. An agent may call
 * the node several times in what n8n counts as one run: there the contacts tell one call from another.
 */
function placeOf(context: IExecuteFunctions, submission: Submission): string {
  const { campaignName, action, itemIndex, contacts, fileUrl, settings } = submission;
  const { $runIndex: runIndex } = context.getWorkflowDataProxy(itemIndex);
  const place = [runIndex as number, itemIndex, action ?? 'upload', campaignName];
  if (!isInlineTool(context)) return JSON.stringify(place);
  const hash = createHash('sha256').update(JSON.stringify([fileUrl, settings.rules]));
  if (contacts !== undefined) hash.update(contacts.file.content);
  return JSON.stringify([...place, hash.digest('hex')]);
}
