import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';
import { NODE_VERSIONS } from '../shared/node-version';
import { testConnector } from '../shared/test-connector';
import { UNPARSED_BODY } from '../shared/webhook-body';
import { getContactColumns } from './contacts/get-contact-columns';
import { campaignDescription } from './resources/campaign/description';
import { runCampaign } from './resources/campaign/run-campaign';
import { WITH_ACCOUNT } from './resources/campaign/operations';
import { searchCampaigns } from './resources/campaign/search-campaigns';
import { uploadDescription } from './resources/upload/description';
import { runUpload } from './resources/upload/run-upload';
import { testAccount } from './test-account';
import { wakeUp } from './wait/wake-up';
import { CREDENTIAL_LABELS } from '../shared/read-credential';
import { AFTER_STORING } from '../shared/response-mode';

/** What wakes a node that waits for the outcome: nothing is registered anywhere. */
const RESUME_WEBHOOKS: IWebhookDescription[] = [
  {
    name: 'default',
    httpMethod: 'POST',
    responseMode: AFTER_STORING,
    responseData: '',
    path: '={{ $nodeId }}',
    restartWebhook: true,
    isFullPath: true,
  },
];

export class Ozonetel implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ozonetel',
    name: 'ozonetel',
    icon: { light: 'file:../../icons/ozonetel.svg', dark: 'file:../../icons/ozonetel.dark.svg' },
    group: ['output'],
    version: NODE_VERSIONS,
    defaultVersion: 2,
    subtitle:
      '={{ $parameter["operation"] + ": " + ($parameter["campaignName"]?.value || ($parameter["campaignName"]?.mode ? "" : $parameter["campaignName"]) || $parameter["resource"]) }}',
    description: 'Put contacts into Ozonetel CloudAgent campaigns, start and stop them',
    defaults: { name: 'Ozonetel' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Uploads', 'Left Out'],
    credentials: [
      {
        name: 'ozonetelApi',
        displayName: CREDENTIAL_LABELS.ozonetelApi,
        required: true,
        testedBy: 'testAccount',
        displayOptions: { show: { resource: ['campaign'], operation: WITH_ACCOUNT } },
      },
      {
        name: 'ozonetelConnectorApi',
        displayName: CREDENTIAL_LABELS.ozonetelConnectorApi,
        required: true,
        testedBy: 'testConnector',
        displayOptions: { hide: { mode: ['direct'] } },
      },
    ],
    webhooks: RESUME_WEBHOOKS,
    waitingNodeTooltip:
      'Waiting for Ozonetel to report the outcome. Nothing is left to enter: the workflow continues by itself, after the Time Limit at the latest.',
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Campaign', value: 'campaign' },
          { name: 'Upload', value: 'upload' },
        ],
        default: 'campaign',
      },
      ...campaignDescription,
      ...uploadDescription,
      UNPARSED_BODY,
    ],
  };

  methods = {
    credentialTest: { testAccount, testConnector },
    listSearch: { searchCampaigns },
    resourceMapping: { getContactColumns },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return this.getNodeParameter('resource', 0) === 'upload' ? runUpload(this) : runCampaign(this);
  }

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return wakeUp(this);
  }
}
