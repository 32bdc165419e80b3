import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestLog } from '../request-log/request-log';
import type { UploadRecord } from '../request-log/upload-record';
import { createCallback } from '../callback/callback';
import { deliverCallback } from '../callback/deliver-callback';
import type { CallbackPoster } from '../callback/post-callback';
import type { SimulatorConfig } from '../config/simulator-config';
import type { StruckFaults } from '../fault/fault-rules';
import type { AcceptedUpload } from '../reply/decide-reply';
import { CALLBACK_TEXTS } from '../vendor-texts';
import { examineFile, type ExaminedFile } from './examine-file';

/** An upload that was taken and is on its way. */
export interface Course {
  /** The file-validation message that the reply is to carry, where the configuration wants it there. */
  readonly refusal: Promise<string | undefined>;
  /** Processes the upload to its end and posts the callback. Call once; never rejects. */
  finish(): Promise<void>;
}

export type ProcessUpload = (upload: AcceptedUpload, record: UploadRecord, faults: StruckFaults) => Course;

export interface ProcessorParts {
  readonly config: SimulatorConfig;
  readonly requestLog: RequestLog;
  readonly poster: CallbackPoster;
  readonly signal: AbortSignal;
  /** Receives every promise of work after the reply, so that its end can be awaited. */
  readonly track: (work: Promise<void>) => void;
}

/**
 * Creates what happens to an upload after it was taken. `stop` has stopped the campaign before this returns; any
 * other action keeps the campaign from further uploads until its processing ends.
 */
export function createUploadProcessor(parts: ProcessorParts): ProcessUpload {
  const { config, signal, track } = parts;
  return (upload, record, faults) => {
    if (upload.action === 'stop') upload.campaign.position = 'stopped';
    else upload.campaign.isProcessing = true;
    const examined = examineFile(upload);
    return {
      refusal: config.validationChannel === 'reply' ? refuseAtOnce(upload, record, examined) : NOTHING,
      finish: () => {
        const work = finishUpload(parts, { upload, record, faults, examined }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        track(work);
        return work;
      },
    };
  };
}

const NOTHING = Promise.resolve(undefined);

async function refuseAtOnce(
  upload: AcceptedUpload,
  record: UploadRecord,
  examined: Promise<ExaminedFile>,
): Promise<string | undefined> {
  const file = await examined;
  if (file.findings?.refusal === undefined) return undefined;
  noteFindings(record, file);
  endProcessing(upload);
  return file.message;
}

interface Work {
  readonly upload: AcceptedUpload;
  readonly record: UploadRecord;
  readonly faults: StruckFaults;
  readonly examined: Promise<ExaminedFile>;
}

async function finishUpload(
  parts: ProcessorParts,
  { upload, record, faults, examined }: Work,
): Promise<void> {
  const { config, requestLog, poster, signal } = parts;
  await sleep(config.processingMs, undefined, { signal });
  const file = await examined;
  noteFindings(record, file);
  const hasFailed = faults.has('upload-failed');
  if (!hasFailed) load(upload, record, file);
  endProcessing(upload);
  record.processedAt = requestLog.time();
  const { username, name } = upload.campaign.config;
  const callback = createCallback(hasFailed ? CALLBACK_TEXTS.uploadFailed : file.message, name, username);
  await deliverCallback(
    record,
    { url: upload.callBackUrl, callback, faults },
    { requestLog, poster, signal },
  );
}

/** Puts the contacts into the campaign and starts it where that was asked. */
function load({ campaign, action }: AcceptedUpload, record: UploadRecord, file: ExaminedFile): void {
  if (file.findings === undefined || file.findings.refusal !== undefined) return;
  campaign.load(file.findings.contacts, file.findings.rows);
  record.isLoaded = true;
  if (action === 'start') campaign.position = 'running';
}

/** A stop holds nothing up: what is being processed beside it goes on. */
function endProcessing({ campaign, action }: AcceptedUpload): void {
  if (action !== 'stop') campaign.isProcessing = false;
}

function noteFindings(record: UploadRecord, { findings }: ExaminedFile): void {
  if (findings === undefined) return;
  record.rows = findings.rows;
  record.contactsSha256 = findings.contactsSha256;
}
