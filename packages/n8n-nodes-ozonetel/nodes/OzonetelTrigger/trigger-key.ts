import { createHmac, randomBytes } from 'crypto';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { toWebhookSecret } from '../shared/standard-webhooks';
import { readCredential } from '../shared/read-credential';

/** What signs the events of one registration. */
export interface TriggerKey {
  readonly secret: string;
  /** Whether a registration was made with the API key that the credential has now. */
  readonly mark: string;
}

const SALT_BYTES = 16;
const MARK_LENGTH = 16;

export function createSalt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}

/**
 * Makes the key out of a salt. n8n stores the static data of a workflow with each of its executions, where people
 * can read it: so it holds the salt, and only the holder of the connector's API key can make the secret of it.
 */
export async function readTriggerKey(
  context: IHookFunctions | IWebhookFunctions,
  salt: string,
): Promise<TriggerKey> {
  const { apiKey } = await readCredential(context, 'ozonetelConnectorApi');
  const digest = (purpose: string): Buffer =>
    createHmac('sha256', apiKey).update(`ozonetel-trigger-${purpose}:${salt}`).digest();
  return {
    secret: toWebhookSecret(digest('secret')),
    mark: digest('mark').toString('hex').slice(0, MARK_LENGTH),
  };
}
