import type { INodeProperties } from 'n8n-workflow';
import { contactFields } from './contact-fields';
import { moreOptions } from './more-options';

const show = { resource: ['campaign'] };

/** Operation and fields of the resource Campaign. */
export const campaignDescription: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Start',
        value: 'start',
        action: 'Upload contacts and start a campaign',
        description: 'Upload contacts, and start dialling once they are in',
      },
      {
        name: 'Stop',
        value: 'stop',
        action: 'Stop a campaign',
        description: 'Stop dialling at once, whatever is being uploaded',
      },
      {
        name: 'Upload',
        value: 'upload',
        action: 'Upload contacts into a campaign',
        description: 'Put contacts into a campaign that is stopped, without starting it',
      },
    ],
    default: 'upload',
  },
  {
    displayName: 'Send',
    name: 'mode',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Directly to Ozonetel',
        value: 'direct',
        description: 'Needs nothing but an Ozonetel account',
      },
      {
        name: 'Through the Connector',
        value: 'connector',
        description:
          'A service of your own that fetches and checks files, waits for the account’s turn, and loses no callback',
      },
    ],
    default: 'direct',
    description: 'Which way the contacts go. Ozonetel takes one request a minute for each account.',
  },
  {
    displayName:
      'This stops dialling in the campaign at once. Contacts that are in stay in; uploads to it that wait in the connector are canceled if they were to start it.',
    name: 'stopNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { ...show, operation: ['stop'] } },
  },
  {
    displayName: 'Campaign Name',
    name: 'campaignName',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. Diwali Offer',
    hint: 'As CloudAgent shows it, capital letters and spaces included',
    description: 'The campaign that contacts go into, or that is stopped',
    displayOptions: { show },
  },
  ...contactFields,
  {
    displayName: 'Wait for Outcome',
    name: 'waitForOutcome',
    type: 'boolean',
    default: false,
    hint: 'Ozonetel tells only later what became of an upload',
    description:
      'Whether the workflow sleeps until Ozonetel has said what became of the contacts. One upload in each run of this node.',
    displayOptions: { show },
  },
  {
    displayName: 'Time Limit (Minutes)',
    name: 'waitLimitMinutes',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 60,
    description:
      'How long to wait at most. If nothing is known by then, the result is <code>unconfirmed</code>: the contacts may be in.',
    displayOptions: { show: { ...show, waitForOutcome: [true] } },
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
    displayOptions: { show },
  },
  moreOptions,
];
