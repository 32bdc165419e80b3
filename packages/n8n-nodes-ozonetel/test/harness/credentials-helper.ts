import {
  ICredentialsHelper,
  type ICredentialDataDecryptedObject,
  type ICredentials,
  type ICredentialType,
  type IHttpRequestOptions,
  type INodeCredentialsDetails,
  type INodeProperties,
  type Workflow,
} from 'n8n-workflow';
import { OzonetelApi } from '../../credentials/OzonetelApi.credentials';
import { OzonetelConnectorApi } from '../../credentials/OzonetelConnectorApi.credentials';

export type CredentialValues = Readonly<Record<string, ICredentialDataDecryptedObject>>;

const TYPES: readonly ICredentialType[] = [new OzonetelApi(), new OzonetelConnectorApi()];

/** n8n's credentials, out of memory: values by the name of the credential type. */
export class TestCredentials extends ICredentialsHelper {
  constructor(private readonly values: CredentialValues) {
    super();
  }

  override getDecrypted(
    _data: unknown,
    _node: INodeCredentialsDetails,
    type: string,
  ): Promise<ICredentialDataDecryptedObject> {
    const values = this.values[type];
    return values === undefined
      ? Promise.reject(new Error(`No credential of type ${type}.`))
      : Promise.resolve({ ...values });
  }

  override async authenticate(
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    options: IHttpRequestOptions,
    workflow?: Workflow,
  ): Promise<IHttpRequestOptions> {
    const { authenticate } = TYPES.find(({ name }) => name === typeName) ?? {};
    if (typeof authenticate === 'function') return authenticate(credentials, options);
    const declared = authenticate?.properties.headers ?? {};
    const headers = Object.entries(declared).map(([name, value]) => [
      name,
      workflow?.expression.getSimpleParameterValue(
        Object.values(workflow.nodes)[0]!,
        value as string,
        'internal',
        { $credentials: credentials },
      ),
    ]);
    return { ...options, headers: { ...options.headers, ...Object.fromEntries(headers) } };
  }

  override getParentTypes(): string[] {
    return [];
  }

  override isCredentialUsableByNode(): boolean {
    return true;
  }

  override preAuthentication(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override runPreAuthentication(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override getCredentials(): Promise<ICredentials> {
    return Promise.reject(new Error('Nothing here is encrypted.'));
  }

  override updateCredentials(): Promise<void> {
    return Promise.resolve();
  }

  override updateCredentialsOauthTokenData(): Promise<void> {
    return Promise.resolve();
  }

  override getCredentialsProperties(type: string): INodeProperties[] {
    return TYPES.find(({ name }) => name === type)?.properties ?? [];
  }
}
