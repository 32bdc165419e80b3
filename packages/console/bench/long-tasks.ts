import type { BrowserContext, Page } from 'playwright-core';

/** Where the page keeps the long tasks that the browser has told it of. */
interface Observed {
  longTasks: number[];
}

/** Lets each page of a context note what blocked it for more than 50 ms (Long Tasks API). */
export async function observeLongTasks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const observed = globalThis as unknown as Observed;
    observed.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) observed.longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** How long the page was blocked at most since the last call, in milliseconds; 0 if it never was for 50 ms. */
export async function takeLongestTask(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const observed = globalThis as unknown as Observed;
    // The observer hears of a task after it has ended.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const longest = Math.max(0, ...observed.longTasks);
    observed.longTasks = [];
    return longest;
  });
}
