/** How the mapper shows the columns that have a meaning for Ozonetel. */
export const COLUMN_LABELS = {
  PhoneNumber: 'Phone Number',
  Name: 'Name',
  AgentId: 'Agent ID',
  Skill: 'Skill',
};

/** What the connector's texts call by the names of its API, and the nodes by the labels of their fields. */
const LABELS: readonly (readonly [RegExp, string])[] = [
  [/, or leave them out with "invalidRows": "drop"/g, ', or set Invalid Rows to Leave Out'],
  [/with "split"/g, 'with Split, one of the Options'],
  [/with "columns"/g, 'under Rename Columns'],
  [/"rowsWiderThanHeader"/g, 'Rows Wider Than the Header'],
  [/"agentIds"/g, '"Agent IDs"'],
  [/"skills"/g, '"Skills"'],
];

/** A text of the check in the words of the nodes. */
export function inLabels(text: string): string {
  return LABELS.reduce((changed, [pattern, label]) => changed.replace(pattern, label), text);
}
