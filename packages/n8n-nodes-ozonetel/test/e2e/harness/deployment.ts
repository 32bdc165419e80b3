import type { N8nInstallation, N8nSettings, Processes } from '@ozonetel-bulk-upload/n8n-runner';
import type { Gateway } from './gateway';
import type { Reaper } from './reaper';

/** What every process of one n8n is started with. */
export interface DeploymentPlan {
  readonly installation: N8nInstallation;
  readonly processes: Processes;
  readonly reaper: Reaper;
  readonly folder: string;
  /** The unpacked tarball of our package. */
  readonly packageFolder: string;
  /** Further settings of n8n; an undefined one leaves n8n its default. */
  readonly settings: N8nSettings;
}

export const ENCRYPTION_KEY = 'e2e-encryption-key';

/** One n8n, in however many processes it runs. */
export interface Deployment {
  /** Stands before it. */
  readonly gateway: Gateway;
  /** Where users, the connector and Ozonetel call it. */
  readonly url: string;
  /** Of the process that the editor talks to. */
  readonly pid: number | undefined;
  /** All that its processes have printed. */
  readonly log: string;
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Ends what is not one of `processes`. */
  stop(): Promise<void>;
  /**
   * Rows of its database as JSON text; `sql` may contain `$1` once.
   * @throws the database's error
   */
  query(sql: string, value?: string): Promise<string>;
}
