import { NodeOperationError } from 'n8n-workflow';
import type { NodeContext } from './node-context';

/** The fields in which the nodes ask for their credentials. */
export const CREDENTIAL_LABELS = {
  ozonetelApi: 'Ozonetel Account',
  ozonetelConnectorApi: 'Connector',
} as const;

type CredentialName = keyof typeof CREDENTIAL_LABELS;

/**
 * The data of a credential of the node.
 * @throws NodeOperationError that names the field if none is chosen there; n8n's own names the type
 */
export async function readCredential<Data extends object>(
  context: NodeContext,
  name: CredentialName,
  itemIndex?: number,
): Promise<Data> {
  const node = context.getNode();
  if (node.credentials?.[name] === undefined) {
    const label = CREDENTIAL_LABELS[name];
    throw new NodeOperationError(node, `No credential is chosen under ${label}`, {
      description: `Open the node and, under ${label}, choose a credential or create one.`,
      level: 'warning',
      ...(itemIndex === undefined ? {} : { itemIndex }),
    });
  }
  return context.getCredentials<Data>(name, itemIndex);
}
