/*
 * Which column is which, for each campaign, in the browser's storage: names of columns alone. A file without a header
 * has a contact in its place, so a name with as many digits as a phone number is not remembered.
 */

const PREFIX = 'columns.';
const MOST_CAMPAIGNS = 50;
const MOST_DIGITS = 5;

type Columns = Readonly<Record<string, string>>;

function hasFewDigits(name: string): boolean {
  return name.replace(/\P{Nd}+/gu, '').length <= MOST_DIGITS;
}

/** Remembers what the user has chosen for a campaign. */
export function rememberColumns(storage: Storage, campaignName: string, columns: Columns): void {
  const names = Object.entries(columns).filter(
    ([source, target]) => hasFewDigits(source) && hasFewDigits(target),
  );
  const key = PREFIX + campaignName;
  try {
    if (names.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(Object.fromEntries(names)));
    const others = Object.keys(storage).filter((name) => name.startsWith(PREFIX) && name !== key);
    for (const name of others.slice(MOST_CAMPAIGNS - 1)) storage.removeItem(name);
  } catch {
    // A browser may refuse its storage: then the user chooses again next time.
    storage.removeItem(key);
  }
}

/** What was chosen for a campaign, of the columns that a file has. */
export function recallColumns(storage: Storage, campaignName: string): Columns {
  try {
    const kept: unknown = JSON.parse(storage.getItem(PREFIX + campaignName) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

/**
 * The columns of a draft that goes to another campaign: those that are remembered for it, or else what the user chose;
 * what was remembered for the campaign before stays with that one.
 */
export function columnsForCampaign(
  storage: Storage,
  { campaignName, columns }: { readonly campaignName: string; readonly columns: Columns },
  nextName: string,
): Columns {
  const next = recallColumns(storage, nextName.trim());
  if (Object.keys(next).length > 0) return next;
  const before = recallColumns(storage, campaignName.trim());
  return JSON.stringify(columns) === JSON.stringify(before) ? {} : columns;
}
