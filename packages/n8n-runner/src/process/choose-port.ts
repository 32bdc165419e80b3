import { createServer, type AddressInfo } from 'node:net';
import { ActionableError } from '../actionable-error';

export interface PortRequest {
  /** As the user knows it: `n8n`. */
  readonly name: string;
  readonly preferred: number;
  /** The environment variable that chooses the port, and its value if it was set. */
  readonly variable: string;
  readonly wanted?: number | undefined;
}

export interface ChosenPort {
  readonly port: number;
  /** A sentence for the user if it is not the preferred one. */
  readonly note?: string;
}

/**
 * A port on 127.0.0.1 that is free now: the wanted one, else the preferred one, else any.
 * @throws ActionableError if the wanted one is taken
 */
export async function choosePort({ name, preferred, variable, wanted }: PortRequest): Promise<ChosenPort> {
  const first = wanted ?? preferred;
  if (await isFree(first)) return { port: first };
  if (wanted !== undefined) {
    throw new ActionableError(
      `Port ${wanted}, which ${variable} asks for, is taken by another program. ` +
        `End that program, or give ${name} another port: ${variable}=${wanted + 1} npm start`,
    );
  }
  const port = await findFreePort();
  return {
    port,
    note: `Port ${first} is taken by another program, so ${name} is at port ${port} this time. To choose one: ${variable}=<port> npm start`,
  };
}

/** Any free port on 127.0.0.1. */
export async function findFreePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new ActionableError('No free port was found on 127.0.0.1.');
  return port;
}

async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== undefined;
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => resolve(bound));
    });
  });
}
