import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';

const BROWSER_ID = 'ozonetel-e2e';
const OFFERED_LIMIT_MS = 60_000;

/** Calls of n8n's two HTTP interfaces. */
export class N8nClient {
  /** For the public one. */
  apiKey = '';
  #cookie = '';

  constructor(
    private readonly url: string,
    private readonly owner: { readonly email: string; readonly password: string },
  ) {}

  /** n8n 1 says that it is ready before it has either of them. */
  async waitUntilOffered(): Promise<void> {
    for (const path of ['/rest/executions', '/api/v1/executions']) {
      const isOffered = await pollUntil(
        async () => ((await fetch(`${this.url}${path}`)).status === 404 ? undefined : true),
        { limitMs: OFFERED_LIMIT_MS },
      );
      if (isOffered !== true) throw new Error(`n8n does not offer ${path}.`);
    }
  }

  /** The public one. */
  async api(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.#call(method, `/api/v1${path}`, { 'x-n8n-api-key': this.apiKey }, body);
  }

  /** The one of the editor. */
  async rest(method: string, path: string, body?: unknown): Promise<unknown> {
    if (this.#cookie === '') this.#cookie = await this.#logIn();
    return this.#call(method, path, { 'browser-id': BROWSER_ID, cookie: this.#cookie }, body);
  }

  async #logIn(): Promise<string> {
    const { email, password } = this.owner;
    const response = await fetch(`${this.url}/rest/login`, {
      method: 'POST',
      headers: { 'browser-id': BROWSER_ID, 'content-type': 'application/json' },
      body: JSON.stringify({ emailOrLdapLoginId: email, password }),
    });
    await response.body?.cancel();
    return response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0] ?? '')
      .join('; ');
  }

  async #call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 800)}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
