import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestLog } from './request-log/request-log';
import type { Campaigns } from './campaign/campaigns';
import { parseConfig, type SimulatorConfigInput } from './config/simulator-config';
import { createSimulator, UPLOAD_PATH, type SimulatorDeps } from './create-simulator';
import type { FaultRules } from './fault/fault-rules';

export interface StartOptions {
  readonly config: SimulatorConfigInput;
  readonly host?: string;
  /** 0, the default, for any that is free. */
  readonly port?: number;
  readonly deps?: SimulatorDeps;
}

/** A simulator that listens. */
export interface RunningSimulator {
  /** `http://host:port` */
  readonly url: string;
  /** Where contact files are posted. */
  readonly uploadUrl: string;
  readonly requestLog: RequestLog;
  readonly campaigns: Campaigns;
  readonly faults: FaultRules;
  /** Resolves when no request, no processing and no callback is under way. */
  readonly idle: () => Promise<void>;
  /** Ends everything: open requests are cut, callbacks under way dropped. */
  readonly close: () => Promise<void>;
}

/** @throws ConfigError, or the system's error if the port cannot be had */
export async function startSimulator({
  config,
  host = '127.0.0.1',
  port = 0,
  deps = {},
}: StartOptions): Promise<RunningSimulator> {
  const { app, requestLog, campaigns, faults, idle, stop } = createSimulator(parseConfig(config), deps);
  const server = createServer(app);
  await listen(server, host, port);
  const { port: boundPort } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  return {
    url,
    uploadUrl: `${url}${UPLOAD_PATH}`,
    requestLog,
    campaigns,
    faults,
    idle,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await stop();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
