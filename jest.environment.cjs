const { setTimeout: sleep } = require('node:timers/promises');
const { TestEnvironment } = require('jest-environment-node');

// What keeps a process alive and only tests open: servers, watchers, and timers that were not unref'd. Jest itself has
// child processes and pipes.
const OWNED_BY_TESTS = new Set(['TCPServerWrap', 'PipeServerWrap', 'Timeout', 'StatWatcher', 'FSEventWrap']);
const GRACE_MS = 20_000;

function countResources() {
  const counts = new Map();
  for (const type of process.getActiveResourcesInfo()) {
    if (OWNED_BY_TESTS.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function findLeaks(before) {
  return [...countResources()].flatMap(([type, count]) => {
    const more = count - (before.get(type) ?? 0);
    return more > 0 ? [`${more} × ${type}`] : [];
  });
}

/** Node's environment for tests, in which a test file fails that leaves a server or a timer behind. */
module.exports = class extends TestEnvironment {
  #before = new Map();
  #hasFailure = false;

  async handleTestEvent(event) {
    if (event.name === 'run_start') this.#before = countResources();
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.#hasFailure = true;
    // A test that fails does not reach what closes its servers: its own failure is what to read.
    if (event.name !== 'run_finish' || this.#hasFailure) return;
    // What a test has closed takes a moment to be gone.
    const end = Date.now() + GRACE_MS;
    let leaks = findLeaks(this.#before);
    while (leaks.length > 0 && Date.now() < end) {
      await sleep(20, undefined, { ref: false });
      leaks = findLeaks(this.#before);
    }
    if (leaks.length > 0)
      throw new Error(`This file leaves behind: ${leaks.join(', ')}. Close what its tests open.`);
  }
};
