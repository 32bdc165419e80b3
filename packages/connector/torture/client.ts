import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, Upload } from '@ozonetel-bulk-upload/shared-types';
import { FormData, request } from 'undici';
import { API_KEY } from '../test/harness/test-connector';
import type { Submitted } from './verify';

const AUTHORIZATION = { authorization: `Bearer ${API_KEY}` };
const PAUSE_MS = 100;

/** What is to be uploaded: of an account, into a campaign. */
export interface Order {
  readonly number: number;
  readonly username: string;
  readonly campaignName: string;
}

/** Uploads a contact file of its own, and asks again with the same key until it is answered. */
export async function submit(url: string, order: Order): Promise<Submitted> {
  const { number, username, campaignName } = order;
  const csv = `PhoneNumber,Name\n${9_000_000_000 + number},contact ${number}\n`;
  const form = () => {
    const parts = new FormData();
    const account = { username, apiKey: `vendor-key-of-${username}` };
    parts.append('request', JSON.stringify({ account, campaignName }));
    parts.append('file', new Blob([csv]), 'contacts.csv');
    return parts;
  };
  const upload = await untilAnswered<Upload>(202, () =>
    request(`${url}/v1/uploads`, {
      method: 'POST',
      headers: { ...AUTHORIZATION, 'idempotency-key': `order-${number}` },
      body: form(),
    }),
  );
  return { id: upload.id, username, campaignName, sha256: createHash('sha256').update(csv).digest('hex') };
}

export async function subscribe(url: string, receiverUrl: string): Promise<void> {
  await untilAnswered(undefined, () =>
    request(`${url}/v1/subscriptions`, {
      method: 'POST',
      headers: { ...AUTHORIZATION, 'content-type': 'application/json' },
      body: JSON.stringify({ url: receiverUrl }),
    }),
  );
}

export const listUploads = (url: string) => listAll<Upload>(url, '/v1/uploads?limit=100');
export const listDeliveries = (url: string, state: Delivery['state']) =>
  listAll<Delivery>(url, `/v1/deliveries?limit=100&state=${state}`);

async function listAll<Item>(url: string, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Item[]; nextCursor: string | null } = await untilAnswered(200, () =>
      request(`${url}${path}${more}`, { headers: AUTHORIZATION }),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** A connector that is down is asked again; one that refuses is a fault of this program. */
async function untilAnswered<Body>(
  status: number | undefined,
  ask: () => ReturnType<typeof request>,
): Promise<Body> {
  for (;;) {
    try {
      const { statusCode, body } = await ask();
      const text = await body.text();
      if (statusCode === status || (status === undefined && statusCode < 300))
        return JSON.parse(text) as Body;
      if (statusCode < 500) throw new Refused(`the connector answered ${statusCode}: ${text}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

class Refused extends Error {}
