import { CAMPAIGN_STATUS_PATH, OZONETEL_UPLOAD_URL } from '@ozonetel-bulk-upload/shared-types';
import express, { type Express } from 'express';
import { RequestLog } from './request-log/request-log';
import { createCallbackPoster, type CallbackPoster } from './callback/post-callback';
import { answerCampaignStatus } from './campaign/answer-campaign-status';
import { Campaigns } from './campaign/campaigns';
import type { SimulatorConfig } from './config/simulator-config';
import { FaultRules } from './fault/fault-rules';
import { createUploadProcessor } from './process/process-upload';
import { createUploadReceiver } from './receive/receive-upload';
import { createViewRoutes } from './view/view-routes';

/** The endpoint's path, as the vendor spells it. */
export const UPLOAD_PATH = new URL(OZONETEL_UPLOAD_URL).pathname;

/** What the simulator does to the world outside. */
export interface SimulatorDeps {
  readonly now?: () => number;
  readonly poster?: CallbackPoster;
}

export interface Simulator {
  readonly app: Express;
  readonly requestLog: RequestLog;
  readonly campaigns: Campaigns;
  readonly faults: FaultRules;
  /** Resolves when no upload is being processed and no callback is under way. */
  readonly idle: () => Promise<void>;
  /** Drops what is under way. */
  readonly stop: () => Promise<void>;
}

/** Composes a simulator without listening. */
export function createSimulator(
  config: SimulatorConfig,
  { now = Date.now, poster = createCallbackPoster() }: SimulatorDeps = {},
): Simulator {
  const { intervalMs, keptUploads, keptContacts, seed } = config;
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>): void => {
    underWay.add(work);
    void work.catch(() => undefined).finally(() => underWay.delete(work));
  };
  const requestLog = new RequestLog({ now, intervalMs, keptUploads });
  const campaigns = new Campaigns(config.campaigns, keptContacts);
  const faults = new FaultRules(seed);
  for (const rule of config.faults) faults.add(rule);
  const process = createUploadProcessor({ config, requestLog, poster, signal, track });
  const receive = createUploadReceiver({ config, campaigns, faults, requestLog, process, now, signal });

  const app = express().disable('x-powered-by').disable('etag');
  app.post(UPLOAD_PATH, (request, response) => {
    const receipt = receive(request, response).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    track(receipt);
    return receipt;
  });
  app.get(CAMPAIGN_STATUS_PATH, ...answerCampaignStatus({ config, campaigns }));
  app.use(createViewRoutes({ campaigns, requestLog, faults }));

  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.allSettled(underWay);
  };
  return {
    app,
    requestLog,
    campaigns,
    faults,
    idle,
    async stop() {
      stopping.abort();
      await idle();
      await poster.close();
    },
  };
}
