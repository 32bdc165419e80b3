import type { INodeProperties } from 'n8n-workflow';

/** Fields of the trigger. */
export const triggerFields: INodeProperties[] = [
  {
    displayName: 'Listen',
    name: 'mode',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'Directly to Ozonetel',
        value: 'direct',
        description: 'Ozonetel posts its callback here; nothing else is needed',
      },
      {
        name: 'Through the Connector',
        value: 'connector',
        description:
          'The connector takes the callback and hands every event over once, signed, until it arrived',
      },
    ],
    default: 'direct',
    description: 'Who tells this workflow what became of an upload',
  },
  {
    displayName:
      'Give the production URL above, under Webhook URLs, to Ozonetel as callback URL: in the Ozonetel node under Options, Callback URL. Its path cannot be guessed, and is all that protects it. If it begins with http://localhost, Ozonetel cannot reach it: set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) where n8n runs.',
    name: 'directNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { mode: ['direct'] } },
  },
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    required: true,
    options: [
      { name: 'Canceled', value: 'canceled', description: 'Canceled before it was sent (connector)' },
      { name: 'Failed', value: 'failed', description: 'The callback says that the contacts were not loaded' },
      {
        name: 'Rejected',
        value: 'rejected',
        description: 'Refused by the check or by Ozonetel’s reply; nothing was loaded (connector)',
      },
      { name: 'Succeeded', value: 'succeeded', description: 'The contacts are in' },
      {
        name: 'Unconfirmed',
        value: 'unconfirmed',
        description: 'Nobody knows: no callback in time, or one that cannot be read',
      },
    ],
    default: ['succeeded', 'failed', 'rejected', 'unconfirmed'],
    description: 'Which outcomes of an upload start the workflow',
  },
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
