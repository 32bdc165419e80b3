// Ends processes and removes folders when whoever started this has ended, however: then its standard input closes.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const pids = new Set();
const folders = [];

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { started, ended, folder } = JSON.parse(line);
    if (started !== undefined) pids.add(started);
    if (ended !== undefined) pids.delete(ended);
    if (folder !== undefined) folders.push(folder);
  })
  .on('close', () => {
    // Postgres ends at once at SIGQUIT, and so do n8n and Redis; what is frozen takes a signal once it goes on.
    for (const pid of pids) for (const signal of ['SIGQUIT', 'SIGCONT']) send(pid, signal);
    for (const folder of folders)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  });

function send(pid, signal) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No group of its own, or ended already.
    }
  }
}
