import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Response } from 'express';
import { z } from 'zod';
import type { Store } from '../../store/open-store';
import { findUnsent } from '../../upload/unsent/find-unsent';
import { readUnsent, type ReadUnsentDeps } from '../../upload/unsent/read-unsent';
import { UNSENT_CSV_EXAMPLE } from '../examples';
import { defineRoute, type Route } from '../route';
import { refuseWhileDraining, stopping } from '../refuse-while-draining';
import { isClosedByClient } from '../send-stored';
import { whenGone } from '../when-gone';

export interface UnsentRouteDeps extends ReadUnsentDeps {
  readonly store: Store;
  /** Aborted when the process begins to stop. */
  readonly drainSignal: AbortSignal;
}

/** Milliseconds that the rows may take on their way, the reading of .xlsx included. */
const LIMIT_MS = 10 * 60_000;

const querySchema = z.strictObject({
  include: z
    .literal('unconfirmed')
    .optional()
    .describe('Also the rows of which it is not known whether Ozonetel has loaded them.'),
});

export function unsentRoute(deps: UnsentRouteDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/uploads/{id}/unsent.csv',
    summary: 'The rows of parts that were not sent or not accepted, ready to be uploaded again',
    query: querySchema,
    responses: {
      200: {
        description: 'The columns of the file that would have been sent; kept for UNSENT_RETENTION_MS',
        body: { contentType: 'text/csv', example: UNSENT_CSV_EXAMPLE },
      },
    },
    problems: ['conflict', 'unavailable'],
    before: [refuseWhileDraining(deps.drainSignal)],
    async handle({ response, params, query }) {
      const id = params['id'] ?? '';
      const files = await findUnsent(deps.store.db, id, query.include === 'unconfirmed');
      const gone = whenGone(response);
      const signal = AbortSignal.any([gone, deps.drainSignal, AbortSignal.timeout(LIMIT_MS)]);
      await send(readUnsent(deps, files, signal), id, response).catch((error: unknown) => {
        if (gone.aborted) return;
        if (deps.drainSignal.aborted) throw stopping(response);
        throw signal.aborted ? late() : error;
      });
    },
  });
}

function late(): ProblemError {
  return new ProblemError('unavailable', 'The rows could not be read in time: try again soon.');
}

/** Its length is not known before all of it is read: one that ends early is cut off, which its client sees. */
async function send(content: Readable, id: string, response: Response): Promise<void> {
  // What cannot be read at all is still answered with a problem.
  await once(content, 'readable');
  response.type('text/csv; charset=utf-8');
  response.set('Content-Disposition', `attachment; filename="unsent-${id}.csv"`);
  try {
    await pipeline(content, response);
  } catch (error) {
    if (!isClosedByClient(error)) throw error;
  }
}
