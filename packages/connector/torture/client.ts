import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, SubscriptionRequest, Upload } from '@ozonetel-bulk-upload/shared-types';
import { Agent, FormData, request } from 'undici';
import { API_KEY } from '../test/harness/test-connector';
import { noteSecretsOf } from '../test/harness/used-secrets';
import type { Placed } from './evidence';
import { apiKeyOf, csvOf, type PlannedUpload } from './planned-uploads';

const AUTHORIZATION = { authorization: `Bearer ${API_KEY}` };
const PAUSE_MS = 150;
/** A client does not wait forever for a connector that died with its answer. */
const PATIENCE_MS = 8_000;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Where an upload's contact file can be fetched, and where its events go. */
export interface Addresses {
  fileUrl(planned: PlannedUpload): string;
  notify(planned: PlannedUpload): { url: string; secret: string };
}

export interface Client {
  /** Requests an upload, asking again with the same key until it is answered. */
  place(planned: PlannedUpload, addresses: Addresses): Promise<Placed>;
  /** The id of the subscription. */
  subscribe(subscription: SubscriptionRequest): Promise<string>;
  listUploads(query?: string): Promise<Upload[]>;
  listDeliveries(): Promise<Delivery[]>;
  /** How often each status from 500 on was answered. */
  readonly faultAnswers: ReadonlyMap<number, number>;
  close(): Promise<void>;
}

type Body = string | FormData | null;

export function createClient(url: string): Client {
  const dispatcher = new Agent();
  const faultAnswers = new Map<number, number>();

  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    body: () => Body,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    for (;;) {
      try {
        const answer = await request(url + path, {
          dispatcher,
          method,
          headers: { ...AUTHORIZATION, ...headers },
          body: body(),
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        const text = await answer.body.text();
        if (answer.statusCode < 500) return { status: answer.statusCode, text };
        faultAnswers.set(answer.statusCode, (faultAnswers.get(answer.statusCode) ?? 0) + 1);
      } catch {
        // Nobody is there, or died before the answer: the same again.
      }
      await sleep(PAUSE_MS);
    }
  };

  const listAll = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { text } = await ask('GET', path + more, () => null, {});
      const page = JSON.parse(text) as { items: Item[]; nextCursor: string | null };
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };

  const upload = async (planned: PlannedUpload, addresses: Addresses): Promise<Answer> => {
    const json = requestOf(planned, addresses);
    noteSecretsOf({ ...json, contacts: planned.contacts.slice(0, 1) });
    const text = JSON.stringify(json);
    if (planned.source === 'file')
      return ask('POST', '/v1/uploads', () => formOf(text, csvOf(planned)), {
        'idempotency-key': planned.key,
      });
    const headers = { 'idempotency-key': planned.key, 'content-type': 'application/json' };
    return ask('POST', '/v1/uploads', () => text, headers);
  };

  return {
    async place(planned, addresses) {
      const answers = [await upload(planned, addresses)];
      const ids = answers.flatMap(idOf);
      const canceled =
        planned.isCanceled && ids[0] !== undefined
          ? await ask('POST', `/v1/uploads/${ids[0]}/cancel`, () => null, {})
          : undefined;
      if (planned.isRepeated) answers.push(await upload(planned, addresses));
      return {
        planned,
        ids: [...new Set(answers.flatMap(idOf))],
        refusals: answers
          .filter(({ status }) => status !== 202)
          .map(({ status, text }) => `${status} ${text}`),
        isCanceled: canceled?.status === 200,
      };
    },
    async subscribe(subscription) {
      const headers = { 'content-type': 'application/json' };
      const { text } = await ask('POST', '/v1/subscriptions', () => JSON.stringify(subscription), headers);
      return (JSON.parse(text) as { id: string }).id;
    },
    listUploads: (query = '') => listAll(`/v1/uploads?limit=100${query}`),
    listDeliveries: () => listAll('/v1/deliveries?limit=100'),
    faultAnswers,
    close: () => dispatcher.destroy(),
  };
}

function idOf({ status, text }: Answer): string[] {
  return status === 202 ? [(JSON.parse(text) as Upload).id] : [];
}

function requestOf(planned: PlannedUpload, addresses: Addresses) {
  const { username, campaignName, action, source, contacts, isNotified } = planned;
  const { url: notifyUrl, secret: notifySecret } = addresses.notify(planned);
  return {
    account: { username, apiKey: apiKeyOf(username) },
    campaignName,
    ...(action === undefined ? {} : { action }),
    ...(source === 'contacts' ? { contacts } : {}),
    ...(source === 'url' ? { file: { url: addresses.fileUrl(planned) } } : {}),
    ...(isNotified ? { notifyUrl, notifySecret } : {}),
  };
}

function formOf(json: string, csv: string): FormData {
  const form = new FormData();
  form.append('request', json);
  form.append('file', new Blob([csv]), 'contacts.csv');
  return form;
}
