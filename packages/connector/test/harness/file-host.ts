import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileHost {
  readonly server: Server;
  readonly port: number;
  /** `127.0.0.1:port` */
  readonly host: string;
  /** Cuts off whatever is open. */
  readonly close: () => void;
}

/** A host that answers as a test wants. @param address `0.0.0.0` for one that is also 127.0.0.2 and so on */
export async function startFileHost(listener: RequestListener, address = '127.0.0.1'): Promise<FileHost> {
  const server = createServer(listener).listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    host: `127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sends as fast as it is read, and never ends. */
export const sendWithoutEnd: RequestListener = (_request, response) => {
  const more = () => {
    while (response.write(Buffer.alloc(65_536, 'a')));
  };
  response.on('error', () => undefined);
  response.on('drain', more);
  more();
};
