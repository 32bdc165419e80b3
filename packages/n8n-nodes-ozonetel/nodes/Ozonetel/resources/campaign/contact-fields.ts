import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { FIRST_VERSION, SINCE_VERSION_2 } from '../../../shared/node-version';
import { WITH_CONTACTS } from './operations';
import { renameColumns } from './rename-columns';

const show = { resource: ['campaign'], operation: WITH_CONTACTS };

const SOURCES: INodePropertyOptions[] = [
  {
    name: 'File',
    value: 'binary',
    description: 'A .csv or .xlsx file in a binary field of each item: one upload for each',
  },
  {
    name: 'Input Items',
    value: 'items',
    description: 'Every item is a contact; all of them are one upload',
  },
  {
    name: 'URL',
    value: 'url',
    description: 'A .csv or .xlsx file that the connector fetches: only through our connector service',
  },
];

const AUTOMATICALLY: INodePropertyOptions = {
  name: 'Automatically',
  value: 'auto',
  description:
    'The file of an item that has one, but for pictures and PDFs of a contact; otherwise every item is a contact',
};

const contactsFrom = {
  displayName: 'Contacts From',
  name: 'source',
  type: 'options',
  noDataExpression: true,
  default: '',
  description: 'Where the contacts are. Ozonetel takes at most 50,000 of 40 columns in one upload.',
} as const;

const invalidRows = {
  displayName: 'Invalid Rows',
  name: 'invalidRows',
  type: 'options',
  options: [
    {
      name: 'Leave Out',
      value: 'drop',
      description:
        'Send the valid contacts; the others come out of the output Left Out, each with its reason',
    },
    {
      name: 'Send Nothing',
      value: 'fail',
      description: 'Send no contact if a single one is not valid, and say which are not and why',
    },
  ],
  default: 'fail',
  description:
    'What to do about contacts that Ozonetel would refuse: it refuses a file as a whole for a single one',
} satisfies INodeProperties;

/** Where the contacts come from, and what is done about those that Ozonetel would refuse. */
export const contactFields: INodeProperties[] = [
  {
    ...contactsFrom,
    displayOptions: { show: { ...show, ...FIRST_VERSION } },
    options: SOURCES,
    default: 'items',
    hint: 'They go into a campaign that is stopped',
  },
  {
    ...contactsFrom,
    displayOptions: { show: { ...show, ...SINCE_VERSION_2 } },
    options: [AUTOMATICALLY, ...SOURCES],
    default: 'auto',
  },
  {
    displayName: 'Columns',
    name: 'contacts',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'autoMapInputData', value: null },
    required: true,
    description: 'Of two contacts, the one with the higher Priority is dialed sooner',
    typeOptions: {
      resourceMapper: {
        resourceMapperMethod: 'getContactColumns',
        mode: 'add',
        fieldWords: { singular: 'column', plural: 'columns' },
        addAllFields: true,
        multiKeyMatch: false,
        supportAutoMap: true,
        hideNoDataError: true,
      },
    },
    displayOptions: { show: { ...show, source: ['items'] } },
  },
  {
    displayName: 'Custom Columns',
    name: 'customColumns',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Column',
    default: {},
    description: 'Further columns of the campaign’s mapping file',
    displayOptions: { show: { ...show, source: ['items'], '/contacts.mappingMode': ['defineBelow'] } },
    options: [
      {
        displayName: 'Column',
        name: 'column',
        values: [
          {
            displayName: 'Name',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'e.g. City',
            description: 'As the campaign’s mapping file spells it',
          },
          { displayName: 'Value', name: 'value', type: 'string', default: '' },
        ],
      },
    ],
  },
  {
    displayName: 'Input Binary Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the input binary field that holds the .csv or .xlsx file',
    description:
      'Sent directly, a .csv file is checked here by every rule of Ozonetel’s page, and an .xlsx file passes unread. The connector checks both.',
    displayOptions: { show: { ...show, ...FIRST_VERSION, source: ['binary'] } },
  },
  {
    displayName: 'Input Binary Field',
    name: 'binaryPropertyName',
    type: 'string',
    default: '',
    placeholder: 'e.g. data',
    hint: 'Leave it empty for items that have one file',
    description:
      'The name of the field that holds the .csv or .xlsx file. Sent directly, a .csv file is checked here by every rule of Ozonetel’s page, and an .xlsx file passes unread. The connector checks both.',
    displayOptions: { show: { ...show, ...SINCE_VERSION_2, source: ['binary'] } },
  },
  {
    displayName: 'File URL',
    name: 'fileUrl',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'https://docs.google.com/spreadsheets/d/…',
    description:
      'A .csv or .xlsx file. Share links of Google Sheets, Drive, Dropbox, OneDrive and GitHub are understood.',
    displayOptions: { show: { ...show, source: ['url'] } },
  },
  { ...renameColumns, displayOptions: { show: { ...show, ...FIRST_VERSION } } },
  { ...invalidRows, displayOptions: { show: { ...show, ...FIRST_VERSION } } },
];

/** One of the Options since version 2. Without it nothing is sent, so a user who adds it wants rows left out. */
export const invalidRowsOption: INodeProperties = {
  ...invalidRows,
  default: 'drop',
  displayOptions: { show: { '/operation': WITH_CONTACTS, ...SINCE_VERSION_2 } },
};
