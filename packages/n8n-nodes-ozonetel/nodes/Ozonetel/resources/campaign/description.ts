import type { INodeProperties } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../../../shared/node-version';
import { campaignNameFields } from './campaign-name';
import { contactFields } from './contact-fields';
import { moreOptions, simplify, waitLimit } from './more-options';
import { WITH_ACCOUNT } from './operations';

const show = { resource: ['campaign'] };

const waitForOutcome = {
  displayName: 'Wait for Outcome',
  name: 'waitForOutcome',
  type: 'boolean',
  default: false,
  hint: 'Ozonetel says only later whether an upload succeeded',
  description:
    'Whether the workflow sleeps until the outcome of the upload is known. One upload in each run of this node.',
} as const;

/** Operation and fields of the resource Campaign. */
export const campaignDescription: INodeProperties[] = [
  {
    displayName: 'Connect Via',
    name: 'mode',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Ozonetel Directly',
        value: 'direct',
        description: 'Needs nothing but an Ozonetel account',
      },
      {
        name: 'Our Connector Service',
        value: 'connector',
        description:
          'A service of your own that fetches and checks files, waits for the account’s turn, and loses no callback',
      },
    ],
    default: 'direct',
    description: 'Which way the contacts go. Ozonetel takes one request a minute for each account.',
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Upload',
        value: 'upload',
        action: 'Upload contacts into a campaign',
        description: 'Put contacts into a campaign that is stopped, without starting it',
      },
      {
        name: 'Upload and Start',
        value: 'start',
        action: 'Upload contacts and start a campaign',
        description: 'Put contacts into a campaign that is stopped, and start dialing once they are in',
      },
      {
        name: 'Stop',
        value: 'stop',
        action: 'Stop a campaign',
        description: 'Stop dialing at once, whatever is being uploaded',
      },
      {
        name: 'Check Contacts',
        value: 'check',
        action: 'Check contacts',
        description: 'Check contacts by every rule and send nothing; no Ozonetel account is needed',
      },
    ],
    default: 'upload',
  },
  {
    displayName:
      'This stops dialing in the campaign at once. Contacts already added remain in the campaign; uploads to it that wait in the connector are canceled if they were to start it.',
    name: 'stopNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { ...show, operation: ['stop'] } },
  },
  ...campaignNameFields,
  ...contactFields,
  {
    ...waitForOutcome,
    displayOptions: { show: { ...show, operation: WITH_ACCOUNT, ...FIRST_VERSION } },
  },
  {
    ...waitForOutcome,
    default: true,
    displayOptions: { show: { ...show, operation: ['upload', 'start'], ...SINCE_VERSION_2 } },
  },
  {
    ...waitLimit,
    displayOptions: { show: { ...show, waitForOutcome: [true], ...FIRST_VERSION } },
  },
  {
    ...simplify,
    displayOptions: { show: { ...show, ...FIRST_VERSION } },
  },
  moreOptions,
];
