import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['campaign'], operation: ['upload', 'start'] };

/** Where the contacts come from, and what is done about those that Ozonetel would refuse. */
export const contactFields: INodeProperties[] = [
  {
    displayName: 'Contacts From',
    name: 'source',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show },
    options: [
      {
        name: 'Binary File',
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
        description: 'A .csv or .xlsx file that the connector fetches: only through the connector',
      },
    ],
    default: 'items',
    hint: 'They go into a campaign that is stopped',
    description: 'Where the contacts are. Ozonetel takes at most 50,000 of 40 columns in one upload.',
  },
  {
    displayName: 'Columns',
    name: 'contacts',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'autoMapInputData', value: null },
    required: true,
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
    displayOptions: { show: { ...show, source: ['binary'] } },
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
  {
    displayName: 'Rename Columns',
    name: 'columns',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: 'Add Column',
    default: {},
    description:
      'PhoneNumber, Name, AgentId and Skill are found whatever their case and spaces; name others here',
    displayOptions: { show },
    options: [
      {
        displayName: 'Column',
        name: 'column',
        values: [
          {
            displayName: 'Column in the Contacts',
            name: 'source',
            type: 'string',
            default: '',
            placeholder: 'e.g. Mobile No',
          },
          {
            displayName: 'Column for Ozonetel',
            name: 'target',
            type: 'string',
            default: '',
            placeholder: 'e.g. PhoneNumber',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Invalid Rows',
    name: 'invalidRows',
    type: 'options',
    options: [
      {
        name: 'Leave Out',
        value: 'drop',
        description:
          'Send the valid contacts; the others come out of the output Rejected, each with its reason',
      },
      {
        name: 'Stop With a List',
        value: 'fail',
        description: 'Send nothing if a single contact is not valid, and say which and why',
      },
    ],
    default: 'fail',
    hint: 'Ozonetel refuses a file as a whole for a single contact that is not valid',
    description: 'What to do about contacts that Ozonetel would refuse',
    displayOptions: { show },
  },
];
