import { createHmac, randomBytes } from 'crypto';
import type { Counts, Notice, RowProblem, UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { AdviceContext } from '../../shared/advice-context';
import { showFindings } from '../../shared/simplify-upload';
import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import { readCredential } from '../../shared/read-credential';

/**
 * What a sleeping node must know when it is woken. It is stored with the execution, where people can read it: so
 * it holds a salt, from which only the holder of the API key can make the token.
 */
export interface Waiting {
  readonly mode: 'direct' | 'connector';
  /** The same for each try of one upload. */
  readonly key: string;
  /** Of the execution that sleeps; absent from what an earlier build has stored. */
  readonly executionId?: string;
  readonly salt: string;
  readonly campaignName: string;
  readonly action?: 'start' | 'stop';
  readonly isSimplified: boolean;
  /** What advice must not repeat. */
  readonly adviceContext?: AdviceContext;
  /** Index of the item that the outcome belongs to. */
  readonly itemIndex: number;
  /** Whether it belongs to several items together. */
  readonly isOfMany?: boolean;
  /** When the connector is to say that nothing is final yet. */
  readonly notifyBy: string;
  /** When the node wakes by itself. */
  readonly limit: string;
  /** What our own check found, where it read the contacts. */
  readonly counts?: Counts;
  readonly problems?: RowProblem[];
  readonly notices?: Notice[];
  readonly rejected: readonly INodeExecutionData[];
  /** Why no callback may have been seen, in a sentence; it is added to what is said at the limit. */
  readonly risk?: string;
  /** Of the connector, as it was when the node fell asleep. */
  readonly upload?: { readonly id: string; readonly state: UploadState };
}

const CONTEXT_KEY = 'ozonetelWaiting';
const SALT_BYTES = 16;

/** The share of the limit by which the connector reports earlier, at most a minute, as n8n never wakes early. */
const EARLIER = 0.2;
const EARLIER_AT_MOST_MS = 60_000;

export function timesOf(limitMinutes: number, nowMs: number): Pick<Waiting, 'limit' | 'notifyBy'> {
  const limitMs = limitMinutes * 60_000;
  const earlierMs = Math.min(limitMs * EARLIER, EARLIER_AT_MOST_MS);
  return {
    limit: new Date(nowMs + limitMs).toISOString(),
    notifyBy: new Date(nowMs + limitMs - earlierMs).toISOString(),
  };
}

export function createSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}

/** The key of one sleep: proof of the vendor's callback, and secret of the connector's signature. */
export async function readWaitKey(
  context: IExecuteFunctions | IWebhookFunctions,
  { mode, salt }: Pick<Waiting, 'mode' | 'salt'>,
): Promise<Buffer> {
  const credential = mode === 'direct' ? 'ozonetelApi' : 'ozonetelConnectorApi';
  const { apiKey } = await readCredential(context, credential);
  return createHmac('sha256', apiKey).update(`ozonetel-wait:${salt}`).digest();
}

export function keepWaiting(context: IExecuteFunctions, waiting: Waiting): void {
  context.getContext('node')[CONTEXT_KEY] = waiting;
}

/** What this node waits for, as `execute` left it; a webhook call has no other way to it than an expression. */
export function findWaiting(context: IWebhookFunctions): Waiting | undefined {
  // Braces in the name would end the expression.
  const name = JSON.stringify(context.getNode().name).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
  const found: unknown = context.evaluateExpression(`{{ $node[${name}].context.${CONTEXT_KEY} }}`);
  return readWaiting(found);
}

/** What is kept from an earlier try of the same node run, so that its repeated request is the same one. */
export function findEarlierWaiting(context: IExecuteFunctions): Waiting | undefined {
  return readWaiting(context.getContext('node')[CONTEXT_KEY]);
}

/** n8n's Retry starts another execution with all that the failed one has kept. */
export function isOfThisExecution(context: IExecuteFunctions, { executionId }: Waiting): boolean {
  return executionId === undefined || executionId === context.getExecutionId();
}

/** The context of advice was stored as `asked` once: an execution that has slept since then still wakes. */
function readWaiting(found: unknown): Waiting | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { asked, ...waiting } = found as Waiting & { readonly asked?: AdviceContext };
  return asked === undefined ? waiting : { ...waiting, adviceContext: asked };
}

/** The execution's resume URL for this node, with one query parameter more. */
export function resumeUrlOf(context: IExecuteFunctions, token?: string): string {
  const { resumeUrl } = context.getWorkflowDataProxy(0)['$execution'] as { resumeUrl: string };
  const url = new URL(resumeUrl);
  url.pathname = `${url.pathname}/${context.getNode().id}`;
  if (token !== undefined) url.searchParams.set('token', token);
  return url.toString();
}

/** Contacts that the outcome repeats, for an older n8n. */
const FEW_CONTACTS = 10;

/**
 * The item of an outcome, with what our own check found in the place of what the connector saw of the rest. The first
 * contacts that were left out are in it, too: an older n8n, 1.123 among them, passes on the first output alone of a
 * node that was woken.
 */
export function outcomeItem(
  waiting: Waiting,
  json: IDataObject,
  rejected: readonly INodeExecutionData[],
): INodeExecutionData {
  const counts = json['counts'] as Partial<Counts> | undefined;
  return {
    json: {
      ...json,
      ...(waiting.counts === undefined
        ? {}
        : { counts: { ...waiting.counts, sent: counts?.sent ?? waiting.counts.sent } }),
      ...showFindings(waiting, waiting.adviceContext),
      ...(rejected.length === 0
        ? {}
        : { rejected: rejected.slice(0, FEW_CONTACTS).map((contact) => contact.json) }),
    },
    pairedItem: { item: waiting.itemIndex },
  };
}
