import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Asks one URL over and over in a thread of its own, so that what the bench itself does is not counted. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { get } = require('node:http');
let worst = 0;
let isOver = false;
parentPort.on('message', () => { isOver = true; });
const ask = () => {
  const asked = performance.now();
  get(workerData, { agent: false }, (response) => {
    response.resume().on('end', () => {
      worst = Math.max(worst, performance.now() - asked);
      if (isOver) { parentPort.postMessage(worst); parentPort.close(); }
      else setTimeout(ask, 5);
    });
  }).on('error', (error) => { throw error; });
};
parentPort.postMessage('ready');
ask();
`;

interface HealthWatch {
  /** Ends the watch. @returns the longest answer took, in milliseconds */
  end(): Promise<number>;
}

export async function watchHealth(url: string): Promise<HealthWatch> {
  const worker = new Worker(PROGRAM, { eval: true, workerData: `${url}/healthz` });
  await once(worker, 'message');
  return {
    async end() {
      const answered = once(worker, 'message');
      worker.postMessage('end');
      const [worst] = (await answered) as [number];
      return worst;
    },
  };
}
