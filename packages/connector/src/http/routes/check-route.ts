import {
  checkRequestSchema,
  checkResultSchema,
  csvLine,
  guardCell,
  ProblemError,
  REJECTED_COLUMNS,
  type CheckResult,
} from '@ozonetel-bulk-upload/shared-types';
import type { Response } from 'express';
import { filesOf, type CheckedFile } from '../../contact-file/check-contact-file';
import { streamOf } from '../../store/spool/content';
import { checkedOutcome } from '../../upload/prepare/checked-outcome';
import { checkRequested, type CheckRequestDeps } from '../../upload/prepare/check-request';
import { HostBusyError } from '../../upload/prepare/download-limiter';
import { CHECK_RESULT_EXAMPLE, REJECTED_CSV_EXAMPLE } from '../examples';
import { receiveCheck, type ReceiveCheckDeps } from '../receive-check';
import { contextOf } from '../request-context';
import { refuseWhileDraining, stopping } from '../refuse-while-draining';
import { defineRoute, json, type Call, type Route } from '../route';
import { sendStored } from '../send-stored';
import { whenGone } from '../when-gone';

export interface CheckRouteDeps extends CheckRequestDeps, ReceiveCheckDeps {
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
}

/** Of one process: each may have a contact file on the disk. */
const MAX_OPEN_CHECKS = 64;
const RETRY_AFTER_SECONDS = 10;

export function checkRoute(deps: CheckRouteDeps): Route {
  let open = 0;
  return defineRoute({
    method: 'post',
    path: '/v1/checks',
    summary: 'Check contacts as an upload would; nothing is stored and nothing is sent',
    changesNothing: true,
    body: {
      name: 'CheckRequest',
      schema: checkRequestSchema,
      multipart: true,
      example: { file: { url: 'https://crm.example.com/export.csv' }, columnMatching: 'aliases' },
    },
    responses: {
      200: {
        description:
          'What would become of the contacts. With `Accept: text/csv` the rows that would be left out, as in rejected.csv; if the file as a whole is refused, one line without a row says why.',
        body: [
          json('CheckResult', checkResultSchema, CHECK_RESULT_EXAMPLE),
          { contentType: 'text/csv', example: REJECTED_CSV_EXAMPLE },
        ],
      },
    },
    problems: ['unavailable'],
    before: [refuseWhileDraining(deps.drainSignal)],
    async handle(call) {
      if (open >= MAX_OPEN_CHECKS) throw busy(call.response);
      open += 1;
      try {
        await check(deps, call);
      } finally {
        open -= 1;
      }
    },
  });
}

async function check(deps: CheckRouteDeps, { request, response }: Call): Promise<void> {
  const gone = whenGone(response);
  const received = await receiveCheck(deps, request);
  // Waiting for a lane takes as long as the longest check at most.
  const late = AbortSignal.timeout(2 * deps.checkTimeoutMs + deps.fetchTimeoutMs);
  const signal = AbortSignal.any([gone, late, deps.drainSignal]);
  const account = `check by ${contextOf(response).keyName ?? ''}`;
  const checked = await checkRequested(deps, received, { account, signal }).catch((error: unknown) => {
    if (gone.aborted) return undefined;
    if (deps.drainSignal.aborted) throw stopping(response);
    throw late.aborted || error instanceof HostBusyError ? busy(response) : error;
  });
  if (checked === undefined) return;
  try {
    if (request.accepts(['json', 'csv']) === 'csv') await sendRejected(checked, response);
    else response.json(showCheck(checked));
  } finally {
    await Promise.all(filesOf(checked).map((file) => file.remove()));
  }
}

function busy(response: Response): ProblemError {
  response.set('Retry-After', String(RETRY_AFTER_SECONDS));
  return new ProblemError('unavailable', 'Too many contact files are being checked: try again soon.');
}

function showCheck(checked: CheckedFile): CheckResult {
  const { problems, notices, columns, preview, oddRows = [], counts } = checked;
  const parts = checked.verdict === 'accepted' ? checked.parts : [];
  return {
    ...(counts === undefined ? {} : { counts }),
    problems,
    notices: [...notices],
    outcome: checkedOutcome(checked),
    parts: parts.map(({ number, firstRow, lastRow, rows }) => ({ number, firstRow, lastRow, rows })),
    columns: [...columns],
    preview: preview.map((cells) => [...cells]),
    ...(oddRows.length === 0 ? {} : { oddRows: [...oddRows] }),
  };
}

async function sendRejected(checked: CheckedFile, response: Response): Promise<void> {
  response.type('text/csv; charset=utf-8');
  response.set('Content-Disposition', 'attachment; filename="rejected.csv"');
  const { rejected } = checked;
  if (rejected === undefined) {
    response.send(emptyRejected(checked));
    return;
  }
  response.set('Content-Length', String(rejected.bytes));
  await sendStored(streamOf(rejected), rejected.bytes, response);
}

/** No row is left out; why a file is refused must not be lost for that. */
function emptyRejected(checked: CheckedFile): string {
  const header = csvLine([...REJECTED_COLUMNS, ...checked.columns.map(({ source }) => guardCell(source))]);
  if (checked.verdict === 'accepted') return header;
  return header + csvLine([...REJECTED_COLUMNS.slice(1).map(() => ''), checked.outcome.message]);
}
