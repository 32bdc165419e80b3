import type { Submission } from '../submission/submission';

/**
 * Fields from which n8n takes about a second to store the wait. Measured in queue mode: 2.4 s for 20,000 items of 10
 * fields, 7.8 s for 50,000 of 40. An item takes as much as three fields of its own.
 */
const FIELDS_OF_A_SECOND = 100_000;
const FIELDS_OF_AN_ITEM = 3;

/** What a direct wait for that many contacts from items risks; undefined if the window is short. */
export function warnOfWindow({ settings, contacts }: Submission): string | undefined {
  const checked = contacts?.checked;
  if (settings.mode !== 'direct' || settings.source !== 'items' || checked === undefined) return undefined;
  const { rows } = checked.counts;
  const fields = rows * (checked.headers.length + FIELDS_OF_AN_ITEM);
  if (fields < FIELDS_OF_A_SECOND) return undefined;
  return `n8n takes a second or more to store a wait with ${rows} items. A callback from Ozonetel that arrives before that is lost, and the result is then unconfirmed at the time limit. To avoid this, set Contacts From to File, or set Connect Via to Our Connector Service, which delivers again.`;
}
