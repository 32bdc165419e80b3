import type { INodeProperties } from 'n8n-workflow';
import { SINCE_VERSION_2 } from '../../../shared/node-version';
import { WITH_CONTACTS } from './operations';

/** Labels as short as the editor shows in full. */
export const RENAMED_FROM = 'Your Column';
export const RENAMED_TO = 'Column for Ozonetel';

/** Which column of the contacts is which for Ozonetel, where its name does not say so. */
export const renameColumns: INodeProperties = {
  displayName: 'Rename Columns',
  name: 'columns',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add Column',
  default: {},
  description:
    'PhoneNumber, Name, AgentId and Skill are found whatever their case and spaces; name others here',
  options: [
    {
      displayName: 'Column',
      name: 'column',
      values: [
        {
          displayName: RENAMED_FROM,
          name: 'source',
          type: 'string',
          default: '',
          placeholder: 'e.g. Mobile No',
        },
        {
          displayName: RENAMED_TO,
          name: 'target',
          type: 'string',
          default: '',
          placeholder: 'e.g. PhoneNumber',
        },
      ],
    },
  ],
};

const show = { ...SINCE_VERSION_2, '/operation': WITH_CONTACTS };

/** One of the Options in newer nodes, but for contacts that are mapped by hand: those have their names already. */
export const renameColumnsOptions: INodeProperties[] = [
  { ...renameColumns, displayOptions: { show: { ...show, '/source': ['auto', 'binary', 'url'] } } },
  {
    ...renameColumns,
    displayOptions: {
      show: { ...show, '/source': ['items'], '/contacts.mappingMode': ['autoMapInputData'] },
    },
  },
];
