import type { DemoPorts } from './choose-ports';
import type { DemoWorld } from './demo-world';
import type { Processes } from '@ozonetel-bulk-upload/n8n-runner';
import type { Reporter } from './report/reporter';

/** What every step of a run needs. */
export interface DemoContext {
  readonly world: DemoWorld;
  readonly ports: DemoPorts;
  readonly processes: Processes;
  readonly reporter: Reporter;
  /** Configuration, databases and logs of this run. */
  readonly dataFolder: string;
  /** Aborted when the user wants the run to end. */
  readonly signal: AbortSignal;
}
