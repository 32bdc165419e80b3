import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  readonly url: string;
  /** `host:port`, as the connector's FETCH_ALLOWED_HOSTS wants it. */
  readonly host: string;
  close(): Promise<void>;
}

const PATH = '/exports/crm-export.csv';

/** Serves the export over HTTP on 127.0.0.1, as a CRM would at its download link. */
export function serveCrmExport(content: string): Promise<ServedFile> {
  const body = Buffer.from(content, 'utf8');
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== PATH) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-length': body.length,
        'content-disposition': 'attachment; filename="crm-export.csv"',
      })
      .end(body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({
        url: `http://${host}${PATH}`,
        host,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
