import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type IHookFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
} from 'n8n-workflow';
import { NODE_VERSIONS } from '../shared/node-version';
import { testConnector } from '../shared/test-connector';
import { UNPARSED_BODY } from '../shared/webhook-body';
import { triggerFields } from './description';
import { dropTakenEvents } from './drop-taken-events';
import { receiveCallback } from './receive-callback';
import { receiveEvent } from './receive-event';
import { refuseUndeliverable } from './refuse-undeliverable';
import { isRegistered, register, unregister } from './registration';
import { warnOfLocalhost } from './warn-of-localhost';
import { CREDENTIAL_LABELS } from '../shared/read-credential';
import { AFTER_STORING } from '../shared/response-mode';

/** n8n shows one text in both modes. */
const WHILE_YOU_BUILD =
  'While you build: click the button, then upload contacts. The outcome shows here; with Ozonetel Directly only if the Test URL is the Callback URL of the upload.';

export class OzonetelTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ozonetel Trigger',
    name: 'ozonetelTrigger',
    icon: { light: 'file:../../icons/ozonetel.svg', dark: 'file:../../icons/ozonetel.dark.svg' },
    group: ['trigger'],
    version: NODE_VERSIONS,
    defaultVersion: 2,
    subtitle: '={{ $parameter["events"].join(", ") }}',
    // n8n's nodes panel shows it for both nodes under one name, Ozonetel.
    description:
      'Put contacts into Ozonetel CloudAgent campaigns, or start a workflow when the outcome of an upload is known',
    defaults: { name: 'Ozonetel Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'ozonetelConnectorApi',
        displayName: CREDENTIAL_LABELS.ozonetelConnectorApi,
        required: true,
        testedBy: 'testConnector',
        displayOptions: { show: { mode: ['connector'] } },
      },
    ],
    triggerPanel: {
      header: 'Listen for an outcome',
      executionsHelp: {
        inactive: `${WHILE_YOU_BUILD} When it is ready: publish (in n8n 1: activate) the workflow, and every outcome chosen under Events starts it.`,
        active: `${WHILE_YOU_BUILD} The workflow is published (in n8n 1: active), so every outcome chosen under Events starts it, too.`,
      },
      activationHint:
        'Publish (in n8n 1: activate) the workflow, and every outcome chosen under Events starts it.',
    },
    webhooks: [
      {
        name: 'default',
        httpMethod: 'POST',
        responseMode: AFTER_STORING,
        responseData: '',
        path: 'ozonetel',
        // The connector is given it: nothing is to be copied.
        ndvHideUrl: '={{ $parameter["mode"] === "connector" }}',
      },
    ],
    properties: [...triggerFields, UNPARSED_BODY],
  };

  methods = { credentialTest: { testConnector } };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        if (isDirect(this)) {
          refuseUndeliverable(this);
          warnOfLocalhost(this, this.getNodeWebhookUrl('default') ?? 'http://localhost');
          return true;
        }
        return isRegistered(this);
      },

      async create(this: IHookFunctions): Promise<boolean> {
        if (!isDirect(this)) await register(this);
        return true;
      },

      async delete(this: IHookFunctions): Promise<boolean> {
        if (!isDirect(this)) await unregister(this);
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return this.getNodeParameter('mode') === 'direct' ? receiveCallback(this) : receiveEvent(this);
  }

  /** The first step of the execution that `webhook` has started, on what it gave. */
  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await dropTakenEvents(this)];
  }
}

function isDirect(context: IHookFunctions): boolean {
  return context.getNodeParameter('mode') === 'direct';
}
