import { choosePort } from '@ozonetel-bulk-upload/n8n-runner';
import type { Reporter } from './report/reporter';
import type { WantedPorts } from './settings';

/** Where each service listens in this run. */
export interface DemoPorts {
  readonly simulator: number;
  readonly connector: number;
  readonly n8n: number;
}

/**
 * Chooses all ports before anything is begun that takes long, and names those that are not the
 * usual ones.
 * @throws ActionableError if a port that the user chose is taken
 */
export async function choosePorts(wanted: WantedPorts, reporter: Reporter): Promise<DemoPorts> {
  const choose = async (name: string, preferred: number, variable: keyof WantedPorts) => {
    const { port, note } = await choosePort({ name, preferred, variable, wanted: wanted[variable] });
    if (note !== undefined) reporter.note(note);
    return port;
  };
  return {
    simulator: await choose('the simulator', 3200, 'DEMO_SIMULATOR_PORT'),
    connector: await choose('the connector', 3100, 'DEMO_CONNECTOR_PORT'),
    n8n: await choose('n8n', 5678, 'DEMO_N8N_PORT'),
  };
}
