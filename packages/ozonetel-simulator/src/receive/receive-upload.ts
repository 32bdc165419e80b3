import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { RequestLog } from '../request-log/request-log';
import type { UploadRecord } from '../request-log/upload-record';
import type { Campaigns } from '../campaign/campaigns';
import type { SimulatorConfig } from '../config/simulator-config';
import type { FaultStage } from '../fault/fault';
import type { FaultRules, StruckFaults } from '../fault/fault-rules';
import type { ProcessUpload } from '../process/process-upload';
import { decideReply, type Decision } from '../reply/decide-reply';
import { planReply, writeReply } from '../reply/write-reply';
import { REPLY_TEXTS } from '../vendor-texts';
import { readForm } from './read-form';
import { RequestBucket } from './request-bucket';
import type { UploadForm } from './upload-form';

export interface ReceiverParts {
  readonly config: SimulatorConfig;
  readonly campaigns: Campaigns;
  readonly faults: FaultRules;
  readonly requestLog: RequestLog;
  readonly process: ProcessUpload;
  readonly now: () => number;
  /** Aborted when the simulator stops. */
  readonly signal: AbortSignal;
}

/** Creates the endpoint: what happens to one request from its first byte to its reply. */
export function createUploadReceiver(
  parts: ReceiverParts,
): (request: Request, response: Response) => Promise<void> {
  const bucket = new RequestBucket(parts.config.intervalMs);
  return (request, response) => new Receipt(parts, bucket, request, response).receive();
}

class Receipt {
  readonly #record: UploadRecord;
  readonly #form: UploadForm = { fields: {}, unknownFields: [] };
  /** When the client went away without waiting for its reply. */
  #leftAt: string | undefined;

  constructor(
    private readonly parts: ReceiverParts,
    private readonly bucket: RequestBucket,
    private readonly request: Request,
    private readonly response: Response,
  ) {
    this.#record = parts.requestLog.open();
    response.once('close', () => {
      if (!response.writableEnded) this.#leftAt = parts.requestLog.time();
    });
  }

  async receive(): Promise<void> {
    const isWhole = await this.#read();
    if (!isWhole) return;
    const decision = this.#decide();
    if (decision.kind === 'refused') return this.#refuse(decision.message);
    return this.#accept(decision);
  }

  async #read(): Promise<boolean> {
    const record = this.#record;
    this.request.on('data', () => (record.endedAt = this.parts.requestLog.time()));
    const end = await readForm(this.request, this.#form, {
      maxFileBytes: this.parts.config.maxFileBytes,
      isCutAtFile: () => {
        this.#note();
        if (this.#draw('receive').size === 0) return false;
        record.end = 'cut';
        return true;
      },
    });
    this.#note();
    if (end === 'broke') {
      record.closedAt = record.endedAt ??= record.receivedAt;
      record.end ??= 'abandoned';
      this.request.socket.destroy();
      return false;
    }
    record.readAt = record.endedAt = this.parts.requestLog.time();
    return true;
  }

  #decide(): Decision {
    const { config, campaigns, now } = this.parts;
    return decideReply(this.#form, {
      accounts: config.accounts,
      campaigns,
      takeTurn: (username) => this.#draw('limit').size === 0 && this.bucket.take(username, now()),
    });
  }

  #refuse(message: string): Promise<void> {
    return this.#reply(message, { isClosing: true });
  }

  async #accept({ upload }: Extract<Decision, { kind: 'accepted' }>): Promise<void> {
    this.#record.isAccepted = true;
    const faults = this.#draw('callback');
    const course = this.parts.process(upload, this.#record, faults);
    const refusal = await course.refusal;
    if (refusal !== undefined) return this.#refuse(refusal);
    if (faults.has('callback-before-reply')) await course.finish();
    await this.#reply(REPLY_TEXTS.processing, { isClosing: false });
    if (!faults.has('callback-before-reply')) void course.finish();
  }

  async #reply(message: string, { isClosing }: { isClosing: boolean }): Promise<void> {
    const record = this.#record;
    const { requestLog, config, signal } = this.parts;
    const faults = this.#draw('reply');
    const lateMs = faults.get('reply-late');
    if (lateMs !== undefined) await sleep(lateMs, undefined, { signal });
    const plan = planReply(message, { errorHttpStatus: config.errorHttpStatus, faults });
    record.endedAt = this.#leftAt ?? requestLog.time();
    if (isClosing) record.closedAt = record.endedAt;
    switch (plan.kind) {
      case 'never':
        record.end = 'never';
        return;
      case 'cut':
        record.end = 'cut';
        this.request.socket.destroy();
        return;
      case 'write': {
        const { httpStatus, body } = plan.reply;
        record.reply = { httpStatus, body };
        record.end = (await writeReply(this.response, plan.reply)) ? 'answered' : 'abandoned';
      }
    }
  }

  #draw(stage: FaultStage): StruckFaults {
    const struck = this.parts.faults.draw(stage, this.#form.fields);
    this.#record.faults.push(...struck.keys());
    return struck;
  }

  /** Records what has arrived of the form. */
  #note(): void {
    const { fields, unknownFields, file } = this.#form;
    const { username, campaignName, action, callBackUrl } = fields;
    const record = this.#record;
    record.unknownFields = unknownFields;
    if (username !== undefined) record.username = username;
    if (campaignName !== undefined) record.campaignName = campaignName;
    if (action !== undefined) record.action = action;
    if (callBackUrl !== undefined) {
      const sha256 = createHash('sha256').update(callBackUrl).digest('hex');
      record.callBackUrl = { origin: originOf(callBackUrl), sha256 };
    }
    if (file !== undefined) record.file = { name: file.name, bytes: file.bytes, sha256: file.sha256 };
  }
}

/** The page allows a dummy value in the place of a callback URL. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'no URL';
}
