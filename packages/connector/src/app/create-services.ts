import { deliveryStateSchema, uploadStateSchema } from '@ozonetel-bulk-upload/shared-types';
import type { LookupFunction } from 'node:net';
import { receiveCallbacks, type ReceiveCallback } from '../callback/receive-callback';
import { isKnownToken } from '../callback/is-known-token';
import { createUnknownTokenLog } from '../callback/log-unknown-tokens';
import { createReadCallbackBody, type ReadCallbackBody } from '../http/body/read-callback-body';
import type { Config } from '../config/load-config';
import type { Engine, RunJob } from '../jobs/engine';
import { createRetry } from '../jobs/retry-while-unavailable';
import { runSweep } from './run-sweep';
import { createTransact, type Transact } from '../store/unit-of-work';
import { createReadJson, type ReadJson } from '../json/read-json';
import type { BodyDeadlines } from '../http/body/arriving-chunks';
import { createSessions, type Sessions } from '../http/console/sessions';
import { createUploadStreams, type UploadStreams } from '../http/stream-upload';
import type { Logger } from '../observe/logger';
import { createMetrics, type Metrics } from '../observe/metrics';
import { createGuardedAgent } from '../net/guarded-agent';
import { createLookUp } from '../net/look-ups';
import { createOzonetelClient } from '../ozonetel/post-contact-file';
import { createPostEvent } from '../delivery/post-event';
import { createRecordEvent } from '../event/record-event';
import { createRelay, type Relay } from '../delivery/run-relay';
import { createSealer, type Sealer } from '../crypto/sealer';
import { createSpool, type Spool } from '../store/spool/spool';
import { createScratchFiles, type CreateScratchFile } from '../store/spool/scratch-files';
import type { WorkFolder } from '../store/spool/work-folder';
import { createCountByState } from '../store/count-by-state';
import type { Store } from '../store/open-store';
import { createReadiness } from '../http/readiness';
import { createChanges } from '../upload/changes';
import { runPrepare } from '../upload/prepare/run-prepare';
import { createPreparationWatch } from '../upload/prepare/watch-preparation';
import { createArrivingChecks, type ArrivingChecks } from '../upload/prepare/arriving-check';
import { createCheckLanes, type RunInLanes } from '../upload/prepare/check-lanes';
import { createDownloadLimiter, type LimitDownloads } from '../upload/prepare/download-limiter';
import { remindUpload } from '../upload/remind-upload';
import { createCheckFew, type CheckFew } from '../upload/prepare/check-few';
import { createAcceptUpload, type AcceptUpload } from '../upload/accept/accept-upload';
import { createBeginSend, type BeginSend } from '../upload/send/begin-send';
import { createEndSend, type EndSend } from '../upload/send/end-send';
import { runDispatch } from '../upload/send/run-dispatch';
import { createRenewLease, type RenewLease } from '../upload/send/send-lease';
import { expireSend } from '../upload/outcome/expire-send';
import { viewUpload } from '../upload/upload-view';
import { createWatchUpload } from '../upload/watch-uploads';

export interface ServiceDeps {
  readonly store: Store;
  readonly workFolder: WorkFolder;
  readonly engine: Engine;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction | undefined;
  /** Log lines that could not be written since the start. */
  readonly droppedLogLines: () => number;
  /** Base of the callback URLs, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Aborted when the process begins to stop: work that the next process can repeat ends at once. */
  readonly drainSignal: AbortSignal;
  /** Aborts what is still under way when the process has to end. */
  readonly stopSignal: AbortSignal;
}

/** Everything that routes and jobs need, each made once. */
export interface Services extends Omit<Config, 'publicUrl'>, Omit<ServiceDeps, 'lookup'>, UploadSteps {
  /** Of the hosts that files are fetched from. */
  readonly lookup: LookupFunction;
  readonly transact: Transact;
  readonly sealer: Sealer;
  readonly createScratchFile: CreateScratchFile;
  readonly readJson: ReadJson;
  readonly sessions: Sessions;
  readonly streams: UploadStreams;
  readonly metrics: Metrics;
  readonly checkDatabase: () => Promise<boolean>;
  readonly relay: Relay;
  readonly readCallbackBody: ReadCallbackBody;
  readonly bodyDeadlines: BodyDeadlines;
  readonly receiveCallback: ReceiveCallback;
  readonly logUnknownToken: (requestId: string) => void;
  readonly intervalMs: number;
  readonly sendsUnderWay: Set<string>;
  readonly runInLanes: RunInLanes;
  readonly arrivingChecks: ArrivingChecks;
  readonly limitDownloads: LimitDownloads;
  readonly runJob: RunJob;
  close(): Promise<void>;
}

/**
 * Look-ups of each policy that one process makes at once. Half of the threads that `main.ts` asks for may look
 * names up: these are fewer, so that the database's names find one, too.
 */
const LOOK_UPS_AT_ONCE = { vendor: 4, fetch: 4, relay: 4 };
const RELAY_CONNECT_TIMEOUT_MS = 10_000;
/** Milliseconds that a callback waits for the database: it is posted once. */
const CALLBACK_PATIENCE_MS = 15_000;

/** Puts the parts together; nothing runs and nothing is connected yet. */
export function createServices(config: Config, deps: ServiceDeps): Services {
  const { store, engine } = deps;
  const intervalMs = config.accountIntervalMs;
  const changes = createChanges();
  const sealer = createSealer(config.encryptionKeys);
  const firstDelayMs = config.relayRetryScheduleMs[0] ?? 0;
  const transact = createTransact({
    store,
    jobs: engine,
    recordEvent: createRecordEvent({ sealer, intervalMs, firstDelayMs }),
    onChange: (id) => changes.emit(id),
  });
  const view = (id: string) => viewUpload(store.db, id, intervalMs);
  const streams = createUploadStreams({ ...deps, watchUpload: createWatchUpload({ changes, view }) });
  const metrics = createMetrics({
    ...deps,
    countUploads: createCountByState(store.db, 'upload', uploadStateSchema.options),
    countDeliveries: createCountByState(store.db, 'delivery', deliveryStateSchema.options),
    openStreams: streams.countOpen,
  });
  const lookUpAtOnce = (atOnce: number) => createLookUp({ atOnce, lookup: deps.lookup });
  const ozonetel = createOzonetelClient({
    sendTimeoutMs: config.sendTimeoutMs,
    lookup: lookUpAtOnce(LOOK_UPS_AT_ONCE.vendor),
  });
  const relayAgent = createGuardedAgent({
    policy: 'relay',
    allowedHosts: config.relayAllowedHosts,
    connectTimeoutMs: RELAY_CONNECT_TIMEOUT_MS,
    lookup: lookUpAtOnce(LOOK_UPS_AT_ONCE.relay),
  });
  const schedule = config.relayRetryScheduleMs;
  const relay = createRelay({ ...deps, transact, sealer, schedule, post: createPostEvent(relayAgent) });
  const patience = { until: deps.stopSignal, forMs: CALLBACK_PATIENCE_MS };
  const receive = transact.together(receiveCallbacks);
  const retry = createRetry(deps.logger);
  const sendsUnderWay = new Set<string>();
  const forJobs = {
    ...config,
    ...deps,
    transact,
    sealer,
    metrics,
    streams,
    intervalMs,
    sendsUnderWay,
    ...createUploadSteps(config, { store, transact, sealer }),
    createScratchFile: createScratchFiles(deps.workFolder.path),
    readJson: createReadJson(),
    sessions: createSessions({ ...config, ...deps, sealer }),
    post: ozonetel.post,
    retry,
    lookup: lookUpAtOnce(LOOK_UPS_AT_ONCE.fetch),
    runInLanes: createCheckLanes(),
    arrivingChecks: createArrivingChecks(config),
    limitDownloads: createDownloadLimiter(),
    watchPreparation: createPreparationWatch({ store, changes }),
  };
  return {
    ...forJobs,
    relay,
    runJob: createRunJob(forJobs, relay),
    checkDatabase: createReadiness(deps),
    logUnknownToken: createUnknownTokenLog(deps.logger),
    readCallbackBody: createReadCallbackBody(
      (token) => retry(() => isKnownToken(store, token), patience),
      config.requestIdleTimeoutMs,
    ),
    bodyDeadlines: { idleMs: config.requestIdleTimeoutMs, totalMs: config.requestTimeoutMs },
    async receiveCallback(incoming) {
      const known = await retry(() => receive(incoming), patience);
      metrics.countCallback(known);
      return known;
    },
    async close() {
      await relayAgent.destroy();
      await ozonetel.close();
    },
  };
}

/** Where contact files are, and what is done with uploads in transactions that several share. */
interface UploadSteps {
  readonly spool: Spool;
  readonly checkFew: CheckFew;
  readonly acceptUpload: AcceptUpload;
  readonly beginSend: BeginSend;
  readonly renewLease: RenewLease;
  readonly endSend: EndSend;
}

function createUploadSteps(
  config: Config,
  { store, ...deps }: Pick<Services, 'store' | 'transact' | 'sealer'>,
): UploadSteps {
  const spool = createSpool(store, deps.sealer);
  const ofSends = { ...config, ...deps, intervalMs: config.accountIntervalMs };
  return {
    spool,
    checkFew: createCheckFew({ ...config, spool }),
    acceptUpload: createAcceptUpload({ ...config, ...deps }),
    beginSend: createBeginSend(ofSends),
    renewLease: createRenewLease(deps.transact),
    endSend: createEndSend(ofSends),
  };
}

type JobDeps = Parameters<typeof runPrepare>[0] &
  Parameters<typeof runDispatch>[0] &
  Parameters<typeof runSweep>[0];

function createRunJob(deps: JobDeps, relay: Relay): RunJob {
  return async ({ kind, key }, run) => {
    switch (kind) {
      case 'prepare':
        return runPrepare(deps, key, run);
      case 'dispatch':
        return runDispatch(deps, key, run);
      case 'expire':
        return expireSend(deps, key, run);
      case 'remind':
        return remindUpload(deps, key, run);
      case 'relay':
        return relay.run(key, run);
      case 'sweep':
        return runSweep(deps, run);
    }
  };
}
