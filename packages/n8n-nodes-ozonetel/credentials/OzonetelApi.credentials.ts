import { OZONETEL_UPLOAD_URL } from '@ozonetel-bulk-upload/shared-types';
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  Icon,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { readText } from '../nodes/shared/read-text';

/** An account: an Ozonetel user name at one upload URL. Tested by the Ozonetel node. */
export class OzonetelApi implements ICredentialType {
  name = 'ozonetelApi';

  displayName = 'Ozonetel API';

  icon: Icon = { light: 'file:../icons/ozonetel.svg', dark: 'file:../icons/ozonetel.dark.svg' };

  documentationUrl = 'https://docs.ozonetel.com/reference/post_endpoint-dailer-data-bulk-upload-4';

  properties: INodeProperties[] = [
    {
      displayName: 'User Name',
      name: 'userName',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'acme',
      description: 'The user name of the CloudAgent account',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The API key of the CloudAgent account',
      hint: 'Log in to CloudAgent as administrator: the API key is shown there. If you do not find it, ask Ozonetel’s support for it.',
    },
    {
      displayName: 'Upload URL',
      name: 'uploadUrl',
      type: 'string',
      default: OZONETEL_UPLOAD_URL,
      required: true,
      description: 'Where bulk uploads are posted. Change it only if Ozonetel gave you another address.',
    },
  ];

  /** Ozonetel reads user name and key from the multipart form; no other request is given them. */
  authenticate = (
    credentials: ICredentialDataDecryptedObject,
    request: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    if (request.body instanceof FormData) {
      request.body.set('username', readText(credentials['userName']));
      request.body.set('apiKey', readText(credentials['apiKey']));
    }
    return Promise.resolve(request);
  };
}
