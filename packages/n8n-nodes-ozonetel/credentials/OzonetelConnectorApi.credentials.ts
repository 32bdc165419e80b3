import type { IAuthenticateGeneric, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** A connector of one's own, in front of Ozonetel. Tested by the nodes. */
export class OzonetelConnectorApi implements ICredentialType {
  name = 'ozonetelConnectorApi';

  displayName = 'Ozonetel Connector API';

  icon: Icon = { light: 'file:../icons/ozonetel.svg', dark: 'file:../icons/ozonetel.dark.svg' };

  documentationUrl =
    'https://github.com/ozonetel-bulk-upload/ozonetel-bulk-upload/tree/main/packages/n8n-nodes-ozonetel#readme';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'http://127.0.0.1:3100',
      required: true,
      placeholder: 'https://connector.example.com',
      description: 'Where the connector listens, without a path',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'One of the keys in CONNECTOR_API_KEYS, a setting of the connector',
      hint: 'Whoever runs the connector has it: CONNECTOR_API_KEYS in its environment. <code>openssl rand -hex 24</code> makes a new one.',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{ $credentials.apiKey.trim() }}' } },
  };
}
