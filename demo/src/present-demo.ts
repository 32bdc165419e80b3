import { createCrmExport } from './crm-export/create-crm-export';
import { serveCrmExport } from './crm-export/serve-crm-export';
import type { DemoContext } from './demo-context';
import { Interrupted } from './interrupted';
import { formatAccount, formatLinks } from './report/format-account';
import { runDemo } from './run-demo';

export interface Presentation {
  /** End after the account instead of staying up until Ctrl-C. */
  readonly once: boolean;
  readonly write: (text: string) => void;
}

/** Runs the demo, prints what happened, and stays up until it is ended. */
export async function presentDemo(context: DemoContext, { once, write }: Presentation): Promise<void> {
  const crmExport = await serveCrmExport(createCrmExport(context.world.contacts));
  try {
    const run = await runDemo(context, crmExport);
    write(formatAccount(run));
    if (once) return;
    write(formatLinks(run, context.world));
    write('\nAll of it stays up until Ctrl-C.\n');
    await waitForEnd(context.signal);
    write('\nEnding…\n');
  } finally {
    await crmExport.close();
  }
}

/** @throws the reason of the end, unless the user ended it */
async function waitForEnd(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  if (!(signal.reason instanceof Interrupted)) throw signal.reason;
}
