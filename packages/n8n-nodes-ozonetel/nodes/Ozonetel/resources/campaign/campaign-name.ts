import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../../../shared/node-version';
import { readText } from '../../../shared/read-text';
import { WITH_ACCOUNT } from './operations';

const show = { resource: ['campaign'], operation: WITH_ACCOUNT };

const campaignName = {
  displayName: 'Campaign Name',
  name: 'campaignName',
  required: true,
  hint: 'As CloudAgent shows it, capital letters and spaces included',
  description: 'The campaign that contacts go into, or that is stopped. Contacts need one that is stopped.',
} as const;

/** The campaign: a text at first, since version 2 chosen from a list or given by name. */
export const campaignNameFields: INodeProperties[] = [
  {
    ...campaignName,
    type: 'string',
    default: '',
    placeholder: 'e.g. Diwali Offer',
    displayOptions: { show: { ...show, ...FIRST_VERSION } },
  },
  {
    ...campaignName,
    type: 'resourceLocator',
    default: { mode: 'name', value: '' },
    displayOptions: { show: { ...show, ...SINCE_VERSION_2 } },
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: 'searchCampaigns', searchable: true },
      },
      { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Diwali Offer' },
    ],
  },
];

/** The name of an item's campaign; empty if there is none. */
export function findCampaignName(context: IExecuteFunctions, itemIndex: number): string {
  // n8n's own extraction finds no property where an expression gives the operation.
  return readText(valueOf(context.getNodeParameter('campaignName', itemIndex, '')));
}

/** @throws NodeOperationError if the item names no campaign */
export function readCampaignName(context: IExecuteFunctions, itemIndex: number): string {
  const name = findCampaignName(context, itemIndex);
  if (name !== '') return name;
  throw new NodeOperationError(context.getNode(), 'The campaign has no name', {
    description: 'Fill in Campaign Name. If it is an expression, see that it gives a name for this item.',
    itemIndex,
  });
}

/** Whether all items name one campaign: no expression gives its name. */
export function isOneCampaign(context: IExecuteFunctions): boolean {
  return !readText(valueOf(context.getNode().parameters['campaignName'])).startsWith('=');
}

/** A resource locator is its value, and a text is itself. */
function valueOf(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
}
