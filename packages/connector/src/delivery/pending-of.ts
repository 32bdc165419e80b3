import { PENDING } from '../store/columns';
import type { Work } from '../store/unit-of-work';

/** The deliveries of a lane that have neither come nor been given up. */
export function pendingOf({ db }: Pick<Work, 'db'>, lane: string) {
  return db.selectFrom('delivery').where('lane', 'in', [lane]).where('state', '=', PENDING);
}
