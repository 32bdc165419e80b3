import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['upload'] };

/** Operation and fields of the resource Upload. */
export const uploadDescription: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Get',
        value: 'get',
        action: 'Get an upload',
        description: 'Get the state and the outcome of an upload from the connector',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many uploads',
        description: 'Get many uploads from the connector, the latest first',
      },
      {
        name: 'Get Unsent Contacts',
        value: 'getUnsent',
        action: 'Get the unsent contacts of an upload',
        description:
          'Get the contacts that were not sent, or that Ozonetel refused, from the connector: to upload them again',
      },
      {
        name: 'Cancel',
        value: 'cancel',
        action: 'Cancel an upload',
        description: 'Cancel an upload that waits in the connector, while nothing of it was sent',
      },
    ],
    default: 'get',
  },
  {
    displayName: 'Upload ID',
    name: 'uploadId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. upl_…',
    description: 'The <code>uploadId</code> that Upload, Upload and Start or Stop returned',
    displayOptions: { show: { ...show, operation: ['cancel', 'get', 'getUnsent'] } },
  },
  {
    displayName: 'Left-Out Contacts',
    name: 'includeRejected',
    type: 'boolean',
    default: false,
    description:
      'Whether the contacts that were left out come out of the output Left Out, each with its reason',
    displayOptions: { show: { ...show, operation: ['get'] } },
  },
  {
    displayName: 'Unconfirmed Contacts',
    name: 'includeUnconfirmed',
    type: 'boolean',
    default: false,
    description:
      'Whether to also get the contacts of which it is not known whether Ozonetel has loaded them. Look at the campaign first: they could be dialed twice.',
    displayOptions: { show: { ...show, operation: ['getUnsent'] } },
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: { ...show, operation: ['getAll'] } },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { ...show, operation: ['getAll'], returnAll: [false] } },
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Filter',
    default: {},
    displayOptions: { show: { ...show, operation: ['getAll'] } },
    options: [
      {
        displayName: 'Campaign Name',
        name: 'campaignName',
        type: 'string',
        default: '',
        placeholder: 'e.g. Diwali Offer',
      },
      {
        displayName: 'State',
        name: 'state',
        type: 'options',
        options: [
          { name: 'Accepted', value: 'accepted' },
          { name: 'Canceled', value: 'canceled' },
          { name: 'Checking', value: 'checking' },
          { name: 'Failed', value: 'failed' },
          { name: 'Fetching', value: 'fetching' },
          { name: 'Processing', value: 'processing' },
          { name: 'Rejected', value: 'rejected' },
          { name: 'Sending', value: 'sending' },
          { name: 'Succeeded', value: 'succeeded' },
          { name: 'Unconfirmed', value: 'unconfirmed' },
          { name: 'Waiting', value: 'waiting' },
        ],
        default: 'failed',
      },
    ],
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
    displayOptions: { show: { ...show, operation: ['cancel', 'get', 'getAll'] } },
  },
];
