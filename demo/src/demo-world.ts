import { randomBytes } from 'node:crypto';
import { createOwner, type N8nOwner } from '@ozonetel-bulk-upload/n8n-runner';

/** Names and keys of one run; the keys are made up for it and die with it. */
export interface DemoWorld {
  readonly username: string;
  readonly campaignName: string;
  /** The stopped campaign that the form uploads into. */
  readonly formCampaignName: string;
  /** Another one, for when that is running. */
  readonly spareCampaignName: string;
  readonly contacts: number;
  readonly ozonetelApiKey: string;
  readonly connectorApiKey: string;
  readonly connectorEncryptionKey: string;
  readonly n8nEncryptionKey: string;
  readonly n8nOwner: N8nOwner;
}

/** The vendor's minute, shortened for the simulator and the connector alike. */
export const DEMO_INTERVAL_MS = 5_000;

export function createWorld(): DemoWorld {
  return {
    username: 'acme',
    campaignName: 'Diwali offers',
    formCampaignName: 'New leads',
    spareCampaignName: 'Holi offers',
    contacts: 1_000,
    ozonetelApiKey: createKey(),
    connectorApiKey: createKey(),
    connectorEncryptionKey: randomBytes(32).toString('hex'),
    n8nEncryptionKey: createKey(),
    n8nOwner: createOwner(),
  };
}

function createKey(): string {
  return randomBytes(24).toString('base64url');
}
