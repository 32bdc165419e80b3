import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBinary, fromItems, type Flow, type FlowPlan } from '../flows';
import { createCsv } from '../contacts';
import { ACCOUNT } from '../../test/e2e/harness/world';
import type { FaultWorld } from '../../test/e2e/faults/fault-world';

const SIZES = [
  { contacts: 100, columns: 5 },
  { contacts: 20_000, columns: 10 },
  { contacts: 50_000, columns: 40 },
];
const SUCCESS = JSON.stringify({ status: 'success', message: 'Data uploaded successfully' });
const RETRY_MS = 10;
const LIMIT_MS = 120_000;

/**
 * Prints how long n8n answers 409 to Ozonetel’s callback: from the moment in which Ozonetel has the whole file until
 * n8n has stored that the workflow waits. A callback in that time is lost where Ozonetel itself posts it.
 */
export async function measureWindows(faults: FaultWorld): Promise<void> {
  console.log('\n| Contacts, sent directly | from items | from a binary file |');
  console.log('| --- | ---: | ---: |');
  for (const { contacts, columns } of SIZES) {
    const csv = createCsv(columns, contacts);
    const cells: string[] = [];
    for (const create of [fromItems, fromBinary]) {
      const ms = await measure(faults, csv, create);
      cells.push(`${(ms / 1000).toFixed(2)} s`);
    }
    console.log(`| ${contacts} x ${columns} | ${cells.join(' | ')} |`);
  }
}

async function measure(
  { world }: FaultWorld,
  csv: string,
  create: (plan: FlowPlan, more: object) => Flow,
): Promise<number> {
  const vendor = await startVendor();
  try {
    const flow = create(
      {
        fileUrl: world.files.add('window.csv', csv),
        campaignName: 'Window',
        uploadUrl: vendor.url,
        credentials: {
          ...world.credentials,
          ozonetelApi: await world.n8n.createCredential('ozonetelApi', { ...ACCOUNT, uploadUrl: vendor.url }),
        },
      },
      { waitForOutcome: true },
    );
    const workflowId = await world.n8n.createWorkflow(flow.workflow);
    await world.n8n.activate(workflowId);
    await (await world.n8n.post(`/webhook/${flow.path}`)).body?.cancel();
    const { callbackUrl, receivedAtMs } = await vendor.received;
    return await untilTaken(callbackUrl, receivedAtMs);
  } finally {
    await vendor.close();
  }
}

/** @returns how long after the file the first callback was taken */
async function untilTaken(callbackUrl: string, sinceMs: number): Promise<number> {
  while (performance.now() - sinceMs < LIMIT_MS) {
    const sentAtMs = performance.now();
    const response = await fetch(callbackUrl, { method: 'POST', body: SUCCESS });
    await response.body?.cancel();
    if (response.ok) return sentAtMs - sinceMs;
    await sleep(RETRY_MS);
  }
  throw new Error('n8n never took the callback.');
}

interface Vendor {
  readonly url: string;
  readonly received: Promise<{ readonly callbackUrl: string; readonly receivedAtMs: number }>;
  close(): Promise<void>;
}

/** Takes one upload, says when it had the whole of it, and answers that it processes it. */
async function startVendor(): Promise<Vendor> {
  let receive: (upload: Awaited<Vendor['received']>) => void = () => undefined;
  const received: Vendor['received'] = new Promise((resolve) => (receive = resolve));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const receivedAtMs = performance.now();
      const found = /name="callBackUrl"\r\n\r\n(.*)\r\n/.exec(Buffer.concat(chunks).toString('latin1'));
      receive({ callbackUrl: found?.[1] ?? '', receivedAtMs });
      response.end(JSON.stringify({ status: 'success', message: 'Data processing' }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
