import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';

const LIMIT_MS = 240_000;
const SIZE = { width: 1440, height: 1000 };

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** One page of a Chromium without a window, driven by its DevTools protocol. */
export class Browser {
  #lastId = 0;
  readonly #waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly socket: WebSocket,
  ) {
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.#waiting.get(answer.id ?? 0)?.(answer);
    });
  }

  /** @param command the Chromium to start, `chromium` for instance */
  static async start(command: string): Promise<Browser> {
    const folder = await mkdtemp(join(tmpdir(), 'ozonetel-capture-'));
    const args = ['--headless=new', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
    const child = spawn(command, [...args, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(child, 'spawn');
    const origin = await readOrigin(child);
    const pages = (await (await fetch(`${origin}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(pages.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
    await once(socket, 'open');
    const browser = new Browser(child, folder, socket);
    await browser.#send('Page.enable');
    const metrics = { ...SIZE, deviceScaleFactor: 1, mobile: false };
    await browser.#send('Emulation.setDeviceMetricsOverride', metrics);
    await browser.#send('Emulation.setScrollbarsHidden', { hidden: true });
    return browser;
  }

  async close(): Promise<void> {
    this.socket.close();
    this.process.kill();
    await once(this.process, 'exit');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async open(url: string): Promise<void> {
    await this.#send('Page.navigate', { url });
    await this.waitFor('document.readyState === "complete"');
  }

  async prefer(scheme: 'light' | 'dark'): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.#send('Emulation.setEmulatedMedia', { features });
  }

  /** Runs an expression in the page. @returns its value, or that of its promise */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(`In the page: ${JSON.stringify(exceptionDetails)}`);
    return (result as { value?: unknown }).value;
  }

  async waitFor(condition: string): Promise<void> {
    const isMet = await pollUntil(
      async () => ((await this.evaluate(`Boolean(${condition})`)) === true ? true : undefined),
      { limitMs: LIMIT_MS, intervalMs: 100 },
    );
    if (isMet !== true) throw new Error(`The page does not come to: ${condition}`);
  }

  /** Clicks the first element of a selector whose text has these words. */
  async click(selector: string, words = ''): Promise<void> {
    const element = `[...document.querySelectorAll(${JSON.stringify(selector)})]
      .find((one) => one.textContent.includes(${JSON.stringify(words)}))`;
    await this.waitFor(element);
    await this.evaluate(`${element}.click()`);
  }

  /** Clicks an element twice, as one opens a node of the canvas. */
  async doubleClick(selector: string): Promise<void> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await this.waitFor(element);
    await this.evaluate(`${element}.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))`);
  }

  /** Puts a file of this machine into the page's first field for files. */
  async chooseFile(path: string): Promise<void> {
    await this.waitFor(`document.querySelector('input[type="file"]')`);
    const { result } = await this.#send('Runtime.evaluate', {
      expression: `document.querySelector('input[type="file"]')`,
    });
    const { objectId } = result as { objectId: string };
    await this.#send('DOM.setFileInputFiles', { files: [path], objectId });
  }

  /** The page as it is once nothing moves in it any more. */
  async capture(path: string): Promise<void> {
    await this.evaluate('document.fonts.ready.then(() => true)');
    await this.evaluate(
      'Promise.allSettled(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity).map((one) => one.finished)).then(() => true)',
    );
    const { data } = await this.#send('Page.captureScreenshot', { format: 'png' });
    await writeFile(path, Buffer.from(String(data), 'base64'));
  }

  #send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

/** Where the browser listens, as it says by itself. */
async function readOrigin({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('Chromium says nothing.');
  for await (const line of createInterface({ input: stderr })) {
    const found = /DevTools listening on ws:\/\/([^/]+)/.exec(line);
    if (found !== null) return `http://${found[1]}`;
  }
  throw new Error('Chromium ended before it listened.');
}
