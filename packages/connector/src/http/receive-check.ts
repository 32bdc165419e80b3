import { parseCheckRequest, type CheckRequest } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { writeAll } from '../store/spool/file-writer';
import type { CreateScratchFile } from '../store/spool/scratch-files';
import type { ArrivingChecks } from '../upload/prepare/arriving-check';
import type { CheckSource } from '../upload/prepare/check-request';
import { receiveContacts, type ReceiveDeps, type Received } from './receive-contacts';

export interface ReceiveCheckDeps extends ReceiveDeps {
  readonly createScratchFile: CreateScratchFile;
  readonly arrivingChecks: ArrivingChecks;
}

/**
 * Receives `POST /v1/checks`. The contacts stream into a file, which the caller removes.
 * @throws ProblemError
 */
export async function receiveCheck(
  deps: ReceiveCheckDeps,
  httpRequest: Request,
): Promise<Received<CheckRequest, CheckSource>> {
  const { createScratchFile, arrivingChecks } = deps;
  return receiveContacts<CheckRequest, CheckSource>(deps, httpRequest, {
    parse: parseCheckRequest,
    async storeFile(content, request) {
      const { corrections = [] } = request ?? {};
      const arriving =
        request && arrivingChecks.begin({ rules: request, corrections, createFile: createScratchFile });
      const source = createScratchFile();
      const file = await writeAll(arriving?.follow(source) ?? source, content as AsyncIterable<Buffer>);
      return { file, kind: 'file', ...(arriving === undefined ? {} : { arriving }) };
    },
    storeContacts: async (csv) => ({ file: await writeAll(createScratchFile(), csv), kind: 'contacts' }),
    async remove({ file, arriving }) {
      await arriving?.discard();
      await file.remove();
    },
  });
}
