import type { INodeProperties } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../../../shared/node-version';
import { WITH_CONTACTS } from './operations';

const contacts = { '/operation': WITH_CONTACTS };

const duplicates = {
  displayName: 'Duplicates',
  name: 'duplicates',
  type: 'options',
  options: [
    { name: 'Keep', value: 'keep' },
    {
      name: 'Leave Out',
      value: 'drop',
      description: 'Send only the first contact with each phone number',
    },
  ],
  default: 'keep',
  description: 'What to do about contacts that share a phone number, however it is formatted',
} satisfies INodeProperties;

/** Options about the table that the contacts are: its columns and its rows. */
export const tableOptions: INodeProperties[] = [
  { ...duplicates, displayOptions: { show: { ...contacts, ...FIRST_VERSION } } },
  { ...duplicates, default: 'drop', displayOptions: { show: { ...contacts, ...SINCE_VERSION_2 } } },
  {
    displayName: 'Column Matching',
    name: 'columnMatching',
    type: 'options',
    options: [
      {
        name: 'Common Names',
        value: 'aliases',
        description: 'A column called Mobile No, Phone or Contact Number is PhoneNumber if no other fits',
      },
      { name: 'Exact Names', value: 'names', description: 'Apart from case and spaces' },
    ],
    default: 'aliases',
    description: 'How the columns PhoneNumber, Name, AgentId and Skill are found',
    displayOptions: { show: { ...contacts, ...SINCE_VERSION_2 } },
  },
];
