import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../../shared/connector-api';
import { readUpload } from '../../shared/read-upload';

/** How long the connector's fetch and check are waited for: its own limit of a fetch is two minutes. */
const WATCHED_MS = 150_000;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 2_000;

/** Whether it is still open which rows are left out. */
export function isUnchecked({ state }: Pick<Upload, 'state'>): boolean {
  return state === 'accepted' || state === 'fetching' || state === 'checking';
}

/** What a user is told where the check takes longer than that. */
export const UNFINISHED_CHECK = `The connector was still checking the file after ${WATCHED_MS / 1000} seconds, so no row that it leaves out is on the output Rejected yet. Upload: Get with Rejected Contacts gives them once the check has ended; with Wait for Outcome they come with the outcome.`;

/** The upload once the connector has checked it, or as it is when that takes too long. */
export async function watchCheck(
  context: IExecuteFunctions,
  accepted: Upload,
  itemIndex: number,
): Promise<Upload> {
  const until = Date.now() + WATCHED_MS;
  let upload = accepted;
  for (let delay = FIRST_DELAY_MS; isUnchecked(upload) && Date.now() < until; delay *= 2) {
    await sleep(Math.min(delay, LONGEST_DELAY_MS));
    if (context.getExecutionCancelSignal()?.aborted === true) break;
    const { body } = await askConnector(context, {
      method: 'GET',
      path: `/v1/uploads/${encodeURIComponent(upload.id)}`,
      itemIndex,
      repeatForMs: READ_REPEAT_MS,
    });
    upload = readUpload(context, body);
  }
  return upload;
}
