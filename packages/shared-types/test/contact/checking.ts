import {
  checkHeaders,
  ContactCheck,
  contactRowOf,
  uploadRequestSchema,
  type ContactRules,
  type UploadRequestInput,
} from '../../src';

export function rulesOf(given: Partial<UploadRequestInput> = {}): ContactRules {
  return uploadRequestSchema.parse({
    account: { username: 'acme', apiKey: 'k' },
    campaignName: 'Diwali',
    // The rows of these tests may have cells behind the last header.
    rowsWiderThanHeader: 'keep',
    ...given,
  });
}

export function checkOf(headers: readonly string[], rules: ContactRules): ContactCheck {
  const checked = checkHeaders(headers, rules);
  if (checked.verdict === 'rejected') throw new Error(checked.outcome.message);
  return new ContactCheck(checked, rules);
}

export function checked(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  given: Partial<UploadRequestInput> = {},
) {
  const check = checkOf(headers, rulesOf(given));
  const verdicts = rows.map((cells, index) => check.add(contactRowOf(cells, index + 2)).kind);
  return { verdicts, counts: check.counts, problems: check.problems, outcome: check.conclude() };
}

export const columns = (count: number, first: string) => [
  first,
  ...Array.from({ length: count - 1 }, (_, index) => `c${index}`),
];
