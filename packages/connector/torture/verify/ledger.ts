import type { UploadRecord } from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Evidence, Placed } from '../evidence';
import { digestOf } from '../planned-uploads';

/** One upload, seen from all sides. */
export interface Entry extends Placed {
  readonly id: string;
  /** As the connector shows it; undefined: it does not know it. */
  readonly upload: Upload | undefined;
  /** Requests that brought its whole file and were not put off; two stops look alike. */
  readonly arrivals: readonly UploadRecord[];
}

export function entriesOf({ placed, uploads, records }: Evidence): Entry[] {
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  const arrived = groupBy(records.filter(isArrival), ({ file }) => file?.sha256);
  return placed.flatMap((placing) =>
    placing.ids.map((id) => ({
      ...placing,
      id,
      upload: byId.get(id),
      arrivals: placing.planned.action === 'stop' ? [] : (arrived.get(digestOf(placing.planned)) ?? []),
    })),
  );
}

/** A request that was put off for the vendor's pace may come again; no other. */
export function isArrival({ reply }: UploadRecord): boolean {
  return reply?.body.includes('Request limit exhausted') !== true;
}

export const campaignKeyOf = ({
  username = '',
  campaignName = '',
}: Partial<Record<'username' | 'campaignName', string>>) => `${username} ${campaignName}`;

export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
