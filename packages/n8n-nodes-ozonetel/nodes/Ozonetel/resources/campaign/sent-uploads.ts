import type { IExecuteFunctions } from 'n8n-workflow';
import type { DirectUpload } from '../../../shared/simplify-upload';

const CONTEXT_KEY = 'ozonetelSent';

/**
 * What was sent to Ozonetel in this node run. With Retry On Fail n8n runs the node anew for all its items, those
 * that went well too: they must not be sent twice, or people would be dialed twice. (The connector knows by the
 * `Idempotency-Key`.)
 */
export function findSentUpload(context: IExecuteFunctions, key: string): DirectUpload | undefined {
  return sentUploads(context)[key];
}

export function rememberSentUpload(context: IExecuteFunctions, key: string, upload: DirectUpload): void {
  context.getContext('node')[CONTEXT_KEY] = { ...sentUploads(context), [key]: upload };
}

function sentUploads(context: IExecuteFunctions): Readonly<Record<string, DirectUpload>> {
  return (context.getContext('node')[CONTEXT_KEY] ?? {}) as Readonly<Record<string, DirectUpload>>;
}
