import { NodeOperationError } from 'n8n-workflow';
import type { NodeContext } from './node-context';
import { readText } from './read-text';

/** The fields in which the nodes ask for their credentials. */
export const CREDENTIAL_LABELS = {
  ozonetelApi: 'Ozonetel Account',
  ozonetelConnectorApi: 'Connector',
} as const;

type CredentialName = keyof typeof CREDENTIAL_LABELS;

/** The members of each credential that the nodes read. */
interface Credentials {
  readonly ozonetelApi: { readonly userName: string; readonly apiKey: string; readonly uploadUrl: string };
  readonly ozonetelConnectorApi: { readonly baseUrl: string; readonly apiKey: string };
}

/**
 * The data of a credential of the node, each text without the spaces and line ends that were pasted around it.
 * @throws NodeOperationError that names the field if none is chosen there; n8n's own names the type
 */
export async function readCredential<Name extends CredentialName>(
  context: NodeContext,
  name: Name,
  itemIndex?: number,
): Promise<Credentials[Name]> {
  const node = context.getNode();
  if (node.credentials?.[name] === undefined) {
    const label = CREDENTIAL_LABELS[name];
    throw new NodeOperationError(node, `No credential is chosen under ${label}`, {
      description: `Open the node and, under ${label}, choose a credential or create one.`,
      level: 'warning',
      ...(itemIndex === undefined ? {} : { itemIndex }),
    });
  }
  const data = await context.getCredentials<Credentials[Name]>(name, itemIndex);
  const texts = Object.entries(data).map(([member, value]) => [member, readText(value)]);
  return Object.fromEntries(texts) as Credentials[Name];
}
