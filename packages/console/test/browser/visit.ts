import { AxeBuilder } from '@axe-core/playwright';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { findChromium } from '../../find-chromium.mjs';
import { ACCOUNT, KEY, type World } from './world';

/** A guard against hanging: what is waited for comes within a second where nothing else runs. */
const TIMEOUT_MS = 60_000;

/** A browser of the system, without a window. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium: run node install-chromium.mjs.');
  // As root, in a container, Chromium has no sandbox to use.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

/** Somebody who uses the console, and what went wrong in their browser. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page logged as an error or threw: nothing, as a rule. */
  readonly faults: readonly string[];
  /** Addresses of other hosts that the page asked for. */
  readonly strangers: readonly string[];
}

/** Opens the console and signs in. */
export async function visit(
  browser: Browser,
  world: World,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  // Without transitions: axe would see a color on its way.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const { faults, strangers } = watch(page, world);
  await page.goto(`${world.url}/console/`);
  await signIn(page);
  await page.getByRole('heading', { name: 'Upload a spreadsheet' }).waitFor();
  return { context, page, faults, strangers };
}

/** Notes what goes wrong in a page. */
export function watch(page: Page, world: World): { faults: string[]; strangers: string[] } {
  const faults: string[] = [];
  const strangers: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // The browser itself logs each answer that is a refusal; the page shows those.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'blob:' && protocol !== 'data:' && origin !== world.url) strangers.push(request.url());
  });
  return { faults, strangers };
}

/** Enters the key where the console asks for it. */
export async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Connector key').fill(KEY);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Enters account and campaign. */
export async function chooseCampaign(page: Page, campaign: string): Promise<void> {
  await page.getByLabel('CloudAgent user name').fill(ACCOUNT.username);
  await page.getByLabel('API key').fill(ACCOUNT.apiKey);
  await page.getByRole('combobox', { name: 'Campaign' }).fill(campaign);
}

/** Drops a contact file. */
export async function giveFile(page: Page, text: string, name = 'contacts.csv'): Promise<void> {
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.getByLabel('Contact file').setInputFiles(file);
}

/** What axe finds wrong with the page, as sentences. @param rules only these; left out: all */
export async function listBarriers(page: Page, rules?: string[]): Promise<string[]> {
  // There is no frame to look into, for which axe would open another page each time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' ')})`,
  );
}
