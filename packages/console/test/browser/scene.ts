import type { Browser, Page } from 'playwright-core';
import { startBrowser, visit, type Visit } from './visit';
import { startWorld, type World } from './world';

/** What the tests of a file share, and the visit that each of them has to itself. */
export interface Scene {
  readonly world: World;
  readonly browser: Browser;
  readonly guest: Visit;
  /** Of the visit. */
  readonly page: Page;
}

/**
 * Has a world and a browser for the tests of a file, and a visit for each, in which no error and no request to another
 * host may have occurred.
 * @param env settings of the connector besides those of the tests
 */
export function useScene(env: Record<string, string> = {}): Scene {
  let world: World;
  let browser: Browser;
  let guest: Visit;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(env), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });
  beforeEach(async () => {
    guest = await visit(browser, world);
  });
  afterEach(async () => {
    await guest.context.close();
    expect(guest.faults).toEqual([]);
    expect(guest.strangers).toEqual([]);
  });
  return {
    get world() {
      return world;
    },
    get browser() {
      return browser;
    },
    get guest() {
      return guest;
    },
    get page() {
      return guest.page;
    },
  };
}
