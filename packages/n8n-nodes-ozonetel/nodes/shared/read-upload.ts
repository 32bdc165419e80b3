import type { Upload, UploadState } from '@ozonetel-bulk-upload/shared-types';
import { NodeApiError, type IExecuteFunctions } from 'n8n-workflow';

/** Every state that the contract knows; the compiler sees that none is missing. */
const STATES: Readonly<Record<UploadState, true>> = {
  accepted: true,
  fetching: true,
  checking: true,
  waiting: true,
  sending: true,
  processing: true,
  succeeded: true,
  failed: true,
  rejected: true,
  unconfirmed: true,
  canceled: true,
};

/** Whether a value is an Upload as far as this package reads it: without zod, which would fill the bundle. */
export function isUpload(value: unknown): value is Upload {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['campaignName'] === 'string' &&
    typeof value['state'] === 'string' &&
    Object.hasOwn(STATES, value['state']) &&
    isOutcome(value['outcome'])
  );
}

/** @throws NodeApiError if the connector answered something else */
export function readUpload(context: IExecuteFunctions, body: unknown): Upload {
  const value: unknown = typeof body === 'string' ? parseJson(body) : body;
  if (isUpload(value)) return value;
  throw new NodeApiError(
    context.getNode(),
    { message: 'no upload' },
    {
      message: 'The connector returned an unexpected response',
      description: 'Check that Base URL points to a connector of a supported version.',
    },
  );
}

function isOutcome(value: unknown): boolean {
  return (
    value === undefined ||
    (isRecord(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
