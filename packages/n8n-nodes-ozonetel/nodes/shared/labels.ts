/** How the mapper shows the columns that have a meaning for Ozonetel. */
export const COLUMN_LABELS = {
  PhoneNumber: 'Phone Number',
  Name: 'Name',
  AgentId: 'Agent ID',
  Skill: 'Skill',
};

interface Field {
  readonly label: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** What the connector's texts call by the names of its API, and the nodes by the labels of their fields. */
export const FIELD_LABELS: Readonly<Record<string, Field>> = {
  agentIds: { label: 'Agent IDs' },
  campaignName: { label: 'Campaign Name' },
  campaignType: {
    label: 'Campaign Type',
    values: { agentwise: 'Agentwise', skillwise: 'Skillwise' },
  },
  columnMatching: { label: 'Column Matching', values: { aliases: 'Common Names', names: 'Exact Names' } },
  columns: { label: 'Rename Columns' },
  duplicates: { label: 'Duplicates', values: { drop: 'Leave Out', keep: 'Keep' } },
  fileHeaders: { label: 'File Request Headers' },
  format: { label: 'File Format', values: { csv: 'CSV', xlsx: 'XLSX' } },
  hiddenRows: { label: 'Hidden Rows', values: { drop: 'Leave Out', send: 'Send' } },
  invalidRows: { label: 'Invalid Rows', values: { drop: 'Leave Out', fail: 'Send Nothing' } },
  rowsWiderThanHeader: {
    label: 'Rows Wider Than Header',
    values: { drop: 'Leave Out', fail: 'Fail', keep: 'Send' },
  },
  skills: { label: 'Skills' },
  split: { label: 'Split' },
};

/** Where the API has a member inside another, and the node a field or a credential of its own. */
const PATH_LABELS: Readonly<Record<string, string>> = {
  'account.uploadUrl': 'Upload URL of the credential Ozonetel API',
  'account.username': 'User Name of the credential Ozonetel API',
  'account.apiKey': 'API Key of the credential Ozonetel API',
  'file.url': 'File URL',
  'file.headers': FIELD_LABELS['fileHeaders']?.label ?? '',
};

const labelOf = (name: string): string | undefined =>
  Object.hasOwn(FIELD_LABELS, name) ? FIELD_LABELS[name]?.label : undefined;

const valueOf = (name: string, value: string): string => FIELD_LABELS[name]?.values?.[value] ?? value;

/** `"member": "value"`, or `"member" to "value"`. */
const SETTING = /"(\w+)"(?:: | to )"(\w+)"/g;
const SETTINGS_OF_ADVICE = /leave them out with ((?:"\w+": "\w+"(?: and )?)+)/g;

/** A text of the connector in the words of the nodes: labels of fields in the place of the members of its API. */
export function inLabels(text: string): string {
  return text
    .replace(SETTINGS_OF_ADVICE, (_, settings: string) => `set ${withLabels(settings, ' to ')}`)
    .replace(/ask again with include=unconfirmed/g, 'turn on Unconfirmed Contacts')
    .replace(/\bstop the campaign,/g, 'stop the campaign with the operation Stop in another Ozonetel node,')
    .replace(/send it in parts with "split"/g, 'turn on Split under Options')
    .replace(/ with "columns"(?:: \{.*?\})?/g, ' under Rename Columns')
    .replace(/"columns" names /g, 'Rename Columns names ')
    .replace(SETTING, (whole) => withLabels(whole, whole.includes('" to "') ? ' to ' : ' set to '))
    .replace(/"(\w+)"/g, (whole, name: string) => {
      const label = labelOf(name);
      return label === undefined ? whole : `"${label}"`;
    });
}

function withLabels(settings: string, between: string): string {
  return settings.replace(SETTING, (whole, name: string, value: string) => {
    const label = labelOf(name);
    return label === undefined ? whole : `${label}${between}${valueOf(name, value)}`;
  });
}

/** A refusal of a request, fault by fault `path: sentence`, with the fields of the nodes for the paths. */
export function pathsInLabels(detail: string): string {
  const named = detail.replace(/(^|[.!?] )([a-z]\w*(?:\.\w+)*): /g, (whole, before: string, path: string) => {
    const label = labelOfPath(path);
    return label === undefined ? whole : `${before}${label}: `;
  });
  return inLabels(named);
}

function labelOfPath(path: string): string | undefined {
  const known = Object.entries(PATH_LABELS).find(
    ([member]) => path === member || path.startsWith(`${member}.`),
  );
  return known?.[1] ?? labelOf(path.split('.')[0] ?? '');
}
