import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../shared/node-version';

const SUCCEEDED: INodePropertyOptions = {
  name: 'Upload Succeeded',
  value: 'succeeded',
  description: 'The contacts are in the campaign',
};
const FAILED: INodePropertyOptions = {
  name: 'Upload Failed',
  value: 'failed',
  description: 'The callback says that the contacts were not loaded',
};
const REJECTED: INodePropertyOptions = {
  name: 'Upload Rejected',
  value: 'rejected',
  description:
    'Refused by the check or by Ozonetel’s reply; nothing was loaded. Only through our connector service.',
};
const UNCONFIRMED: INodePropertyOptions = {
  name: 'Upload Unconfirmed',
  value: 'unconfirmed',
  description: 'The outcome is not known: no callback came in time, or it cannot be read',
};
const CANCELED: INodePropertyOptions = {
  name: 'Upload Canceled',
  value: 'canceled',
  description: 'Canceled before it was sent. Only through our connector service.',
};

/** Those that Ozonetel's own callback cannot report come last, and are nowhere a default of direct mode. */
const EVENTS = [SUCCEEDED, FAILED, UNCONFIRMED, REJECTED, CANCELED];

/** The names of the events that only the connector knows of, by their values. */
export const ONLY_THROUGH_CONNECTOR: Readonly<Record<string, string>> = Object.fromEntries(
  [REJECTED, CANCELED].map(({ value, name }) => [String(value), name] as const),
);
const connectorOnly = Object.keys(ONLY_THROUGH_CONNECTOR);

/**
 * What was picked in n8n's nodes panel, for other defaults. The panel makes an action of each option of the first field
 * with this label, and sets that field alone.
 */
const PICKED: INodeProperties = {
  displayName: 'Event',
  name: 'pickedEvent',
  type: 'hidden',
  options: [SUCCEEDED, FAILED, REJECTED, UNCONFIRMED, CANCELED],
  default: '',
};

const connectVia = {
  displayName: 'Connect Via',
  name: 'mode',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Ozonetel Directly',
      value: 'direct',
      description: 'Ozonetel posts its callback here; nothing else is needed',
    },
    {
      name: 'Our Connector Service',
      value: 'connector',
      description:
        'Receives the callback and delivers each event, signed, retrying until n8n acknowledges it',
    },
  ],
  default: 'direct',
  description: 'Who reports the outcome of an upload to this workflow',
} satisfies INodeProperties;

/** Where the editor puts the credential: without it, above the choice that decides whether one is needed. */
const CREDENTIAL: INodeProperties = {
  displayName: 'Credentials',
  name: 'credentials',
  type: 'credentials',
  default: '',
  displayOptions: { show: { mode: ['connector'] } },
};

const events = {
  displayName: 'Events',
  name: 'events',
  type: 'multiOptions',
  required: true,
  default: [],
  options: EVENTS,
  description: 'Which outcomes of an upload start the workflow',
} satisfies INodeProperties;

/** `/mode` instead of `mode`: the editor would forget the choice where another way to connect is chosen. */
const eventsOfNewNode: INodeProperties[] = [
  {
    ...events,
    default: ['succeeded', 'failed', 'rejected', 'unconfirmed'],
    displayOptions: { show: { ...SINCE_VERSION_2, pickedEvent: [''], '/mode': ['connector'] } },
  },
  {
    ...events,
    default: ['succeeded', 'failed', 'unconfirmed'],
    displayOptions: { show: { ...SINCE_VERSION_2, pickedEvent: [''], '/mode': ['direct'] } },
  },
  ...EVENTS.map(({ value }) => ({
    ...events,
    default: [value],
    displayOptions: { show: { ...SINCE_VERSION_2, pickedEvent: [value] } },
  })),
];

/** Fields of the trigger. */
export const triggerFields: INodeProperties[] = [
  PICKED,
  { ...connectVia, displayOptions: { hide: { pickedEvent: connectorOnly } } },
  { ...connectVia, default: 'connector', displayOptions: { show: { pickedEvent: connectorOnly } } },
  CREDENTIAL,
  {
    displayName:
      'Click Webhook URLs above, and give the Production URL to Ozonetel as callback URL: in the Ozonetel node turn off Wait for Outcome, and add Callback URL under Options. The Production URL works once this workflow is published (in n8n 1: active); while you listen here, the Callback URL must be the Test URL. Their path cannot be guessed, and is all that protects them. If they are addresses of your own machine or network, such as http://localhost:5678, Ozonetel cannot reach it: set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) where n8n runs.',
    name: 'directNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { mode: ['direct'] } },
  },
  {
    ...events,
    options: [SUCCEEDED, FAILED, REJECTED, UNCONFIRMED, CANCELED],
    default: ['succeeded', 'failed', 'rejected', 'unconfirmed'],
    displayOptions: { show: FIRST_VERSION },
  },
  ...eventsOfNewNode,
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    options: [
      {
        displayName: 'Campaign Name',
        name: 'campaignName',
        type: 'string',
        default: '',
        placeholder: 'e.g. Diwali Offer',
        description:
          'Only events of this campaign. Some of Ozonetel’s own callbacks name none: directly, those pass.',
      },
      {
        displayName: 'User Name',
        name: 'username',
        type: 'string',
        default: '',
        placeholder: 'e.g. acme',
        description:
          'Only events of this account. Some of Ozonetel’s own callbacks name none: directly, those pass.',
      },
    ],
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
  },
];
