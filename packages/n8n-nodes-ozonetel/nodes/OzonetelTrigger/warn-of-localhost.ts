import type { IHookFunctions } from 'n8n-workflow';
import { isLocal } from '../shared/is-local';

/** Warns where the address that is given away can be reached from this machine alone. */
export function warnOfLocalhost(context: IHookFunctions, url: string): void {
  if (!isLocal(url)) return;
  context.logger.warn(
    `Ozonetel Trigger “${context.getNode().name}” listens at a localhost address. Only what runs on the same machine can reach it: set N8N_WEBHOOK_URL (WEBHOOK_URL in older versions) where n8n runs.`,
  );
}
