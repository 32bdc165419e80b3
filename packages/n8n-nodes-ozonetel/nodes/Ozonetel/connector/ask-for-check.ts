import type { CheckRequestInput, CheckResult } from '@ozonetel-bulk-upload/shared-types';
import { NodeApiError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../../shared/connector-api';
import type { Submission } from '../submission/submission';
import type { Check } from '../outcome/check';
import { hasRejected, readRejected } from './rejected-contacts';
import { multipart } from './submit-upload';

/** Has the connector check a file: once for the result and, where rows would be left out, once more for those. */
export async function askForCheck(context: IExecuteFunctions, submission: Submission): Promise<Check> {
  const { itemIndex } = submission;
  const ask = {
    method: 'POST',
    path: '/v1/checks',
    body: () => bodyOf(submission),
    itemIndex,
    repeatForMs: READ_REPEAT_MS,
  } as const;
  const { body } = await askConnector(context, ask);
  const result = readCheck(context, body);
  if (!hasRejected(result)) return { ...result, leftOut: [] };
  const rows = await askConnector(context, { ...ask, headers: { Accept: 'text/csv' }, isStreamed: true });
  return { ...result, leftOut: await readRejected(context, rows.body, itemIndex) };
}

function bodyOf({ settings, contacts, fileUrl }: Submission): IDataObject | FormData {
  const { rules, fileHeaders } = settings;
  const request: CheckRequestInput = {
    ...rules,
    ...(fileUrl === undefined ? {} : { file: { url: fileUrl, headers: { ...fileHeaders } } }),
  };
  return contacts === undefined ? { ...request } : multipart(request, contacts.file);
}

function readCheck(context: IExecuteFunctions, body: unknown): CheckResult {
  const { outcome, problems, notices, columns } = (body ?? {}) as Partial<CheckResult>;
  const isWhole = [problems, notices, columns].every(Array.isArray) && typeof outcome?.code === 'string';
  if (isWhole) return body as CheckResult;
  throw new NodeApiError(
    context.getNode(),
    { message: 'no check' },
    {
      message: 'The connector did not answer with a check',
      description: 'Update the connector: the operation Check Contacts needs a newer one.',
    },
  );
}
