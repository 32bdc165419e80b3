import type { INodeProperties } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../../../shared/node-version';
import { invalidRowsOption } from './contact-fields';
import { WITH_ACCOUNT, WITH_CONTACTS } from './operations';
import { renameColumnsOptions } from './rename-columns';
import { tableOptions } from './table-options';

const uploads = { '/operation': ['upload', 'start'] };
const contacts = { '/operation': WITH_CONTACTS };

/** A field of its own in the first version, one of the Options since the second. */
export const waitLimit = {
  displayName: 'Time Limit (Minutes)',
  name: 'waitLimitMinutes',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 60,
  description:
    'How long to wait at most. If nothing is known by then, the result is <code>unconfirmed</code>: the contacts may be in.',
} satisfies INodeProperties;

/** Likewise a field of its own in the first version. */
export const simplify = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
} satisfies INodeProperties;

/** What few need. Its name leaves `options` to `UNPARSED_BODY`. */
export const moreOptions: INodeProperties = {
  displayName: 'Options',
  name: 'additionalOptions',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  displayOptions: { show: { resource: ['campaign'] } },
  options: inOrder([
    ...tableOptions,
    ...renameColumnsOptions,
    invalidRowsOption,
    {
      displayName: 'Agent IDs',
      name: 'agentIds',
      type: 'string',
      default: '',
      placeholder: 'e.g. 101, 102',
      description:
        'The AgentIds that the campaign knows, separated by commas. Contacts with others are invalid.',
      displayOptions: { show: contacts },
    },
    {
      displayName: 'Callback URL',
      name: 'callbackUrl',
      type: 'string',
      default: '',
      placeholder: 'https://n8n.example.com/webhook/…',
      description:
        'Where Ozonetel posts the outcome if the workflow does not wait for it: the production URL of an Ozonetel Trigger, for instance',
      displayOptions: { show: { ...uploads, '/mode': ['direct'], '/waitForOutcome': [false] } },
    },
    {
      displayName: 'Campaign Type',
      name: 'campaignType',
      type: 'options',
      options: [
        { name: 'Agentwise', value: 'agentwise', description: 'Every contact needs an AgentId' },
        { name: 'Any Other', value: 'any' },
        { name: 'Skillwise', value: 'skillwise', description: 'Every contact needs a Skill' },
      ],
      default: 'any',
      description:
        'As it was set in CloudAgent: it decides what every contact needs, and n8n cannot ask for it',
      displayOptions: { show: contacts },
    },
    {
      displayName: 'Dry Run',
      name: 'dryRun',
      type: 'boolean',
      default: false,
      description: 'Whether to check everything and send nothing',
      displayOptions: { show: { ...uploads, ...FIRST_VERSION } },
    },
    {
      displayName: 'File Format',
      name: 'format',
      type: 'options',
      options: [
        { name: 'As It Is', value: 'same' },
        { name: 'CSV', value: 'csv' },
        { name: 'XLSX', value: 'xlsx' },
      ],
      default: 'same',
      description: 'What the connector sends to Ozonetel',
      displayOptions: { show: { ...uploads, '/mode': ['connector'] } },
    },
    {
      displayName: 'File Request Headers',
      name: 'fileHeaders',
      type: 'fixedCollection',
      typeOptions: { multipleValues: true },
      placeholder: 'Add Header',
      default: {},
      description: 'Sent along when the connector fetches the file',
      displayOptions: { show: { ...contacts, '/mode': ['connector'], '/source': ['url'] } },
      options: [
        {
          displayName: 'Header',
          name: 'header',
          values: [
            {
              displayName: 'Name',
              name: 'name',
              type: 'string',
              default: '',
              placeholder: 'e.g. Authorization',
            },
            {
              displayName: 'Value',
              name: 'value',
              type: 'string',
              typeOptions: { password: true },
              default: '',
            },
          ],
        },
      ],
    },
    {
      displayName: 'Hidden Rows',
      name: 'hiddenRows',
      type: 'options',
      options: [
        { name: 'Leave Out', value: 'drop' },
        { name: 'Send', value: 'send' },
      ],
      default: 'send',
      description: 'What to do about rows of an .xlsx file that are hidden or filtered out',
      displayOptions: { show: { ...contacts, '/mode': ['connector'], '/source': ['auto', 'binary', 'url'] } },
    },
    {
      displayName: 'Idempotency Key',
      name: 'idempotencyKey',
      type: 'string',
      default: '',
      placeholder: 'e.g. {{ $json.exportId }}',
      description:
        'Uploads with the same key are processed once. If empty, every execution is a new upload, and n8n’s Retry repeats only what was refused; use an expression that stays the same for the same contacts. With Wait for Outcome the second is refused as a conflict.',
      displayOptions: { show: { '/operation': WITH_ACCOUNT, '/mode': ['connector'] } },
    },
    {
      displayName: 'Rows Wider Than Header',
      name: 'rowsWiderThanHeader',
      type: 'options',
      options: [
        { name: 'Fail', value: 'fail', description: 'Send nothing' },
        { name: 'Leave Out', value: 'drop' },
        { name: 'Send', value: 'keep', description: 'As they are, their cells perhaps under wrong headers' },
      ],
      default: 'fail',
      description: 'What to do about rows of a file that have more cells than the header has columns',
      displayOptions: { show: { ...contacts, '/source': ['auto', 'binary', 'url'] } },
    },
    {
      displayName: 'Skills',
      name: 'skills',
      type: 'string',
      default: '',
      placeholder: 'e.g. Sales, Support',
      description:
        'The skill names that the campaign knows, separated by commas. Contacts with others are invalid.',
      displayOptions: { show: contacts },
    },
    {
      displayName: 'Split',
      name: 'split',
      type: 'boolean',
      default: false,
      description: 'Whether more than 50,000 contacts go in parts, one after the other',
      displayOptions: { show: { ...contacts, '/mode': ['connector'] } },
    },
    {
      ...simplify,
      displayOptions: { show: SINCE_VERSION_2 },
    },
    {
      ...waitLimit,
      displayOptions: { show: { ...uploads, ...SINCE_VERSION_2, '/waitForOutcome': [true] } },
    },
    {
      displayName: 'Wait for Next Minute',
      name: 'waitForTurn',
      type: 'boolean',
      default: false,
      description:
        'Whether to try again a minute later if Ozonetel says that the account’s one request a minute is used',
      displayOptions: { show: { '/operation': WITH_ACCOUNT, '/mode': ['direct'] } },
    },
  ]),
};

/** By code units: the first `localeCompare` of a process takes 10 ms, and n8n loads the node at its start. */
function inOrder(options: readonly INodeProperties[]): INodeProperties[] {
  return [...options].sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
}
