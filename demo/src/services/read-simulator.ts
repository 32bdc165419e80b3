import { readAnswer } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';

const uploadsSchema = z.object({
  items: z.array(
    z.object({
      campaignName: z.string().optional(),
      reply: z.object({ body: z.string() }).optional(),
      callbacks: z.array(z.object({ message: z.string(), isDropped: z.boolean() })),
    }),
  ),
});

const campaignSchema = z.object({ position: z.string(), contactCount: z.int() });

/** What the vendor's own log says of a campaign and of the last request for it. */
export interface VendorView {
  /** Its immediate answer; undefined if none was given. */
  readonly reply: string | undefined;
  readonly callbacks: readonly string[];
  readonly position: string;
  readonly contacts: number;
}

/** Reads the simulator's JSON views. */
export async function readSimulator(
  url: string,
  username: string,
  campaignName: string,
): Promise<VendorView> {
  const { items } = uploadsSchema.parse(await getJson(`${url}/uploads`));
  const path = `/campaigns/${encodeURIComponent(username)}/${encodeURIComponent(campaignName)}`;
  const campaign = campaignSchema.parse(await getJson(`${url}${path}`));
  const last = items.findLast((item) => item.campaignName === campaignName);
  return {
    reply: last?.reply === undefined ? undefined : readAnswer(last.reply.body).message,
    callbacks: (last?.callbacks ?? []).filter(({ isDropped }) => !isDropped).map(({ message }) => message),
    position: campaign.position,
    contacts: campaign.contactCount,
  };
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return response.json();
}
