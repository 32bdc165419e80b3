import {
  isFinalState,
  subscriptionListSchema,
  uploadSchema,
  type Upload,
} from '@ozonetel-bulk-upload/shared-types';
import { ActionableError } from '@ozonetel-bulk-upload/n8n-runner';

/** The connector's API as the demo reads it. */
export class ConnectorApi {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** How many triggers are registered. */
  async countSubscriptions(): Promise<number> {
    const response = await this.get('/v1/subscriptions', AbortSignal.timeout(CALL_LIMIT_MS));
    return subscriptionListSchema.parse(await response.json()).items.length;
  }

  /** Stores an account of Ozonetel, so that uploads name it instead of bringing its API key. */
  async storeAccount(name: string, credentials: { username: string; apiKey: string }): Promise<void> {
    await this.send(`/v1/accounts/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
  }

  /**
   * Follows an upload by the connector's events until it is final.
   * @param onChange called with each state that is observed
   * @throws ActionableError if it is not final when the limit has passed
   */
  async followUpload(id: string, options: FollowOptions): Promise<Upload> {
    const limit = AbortSignal.timeout(options.limitMs);
    const response = await this.get(`/v1/uploads/${id}/events`, AbortSignal.any([limit, options.signal]));
    let last: Upload | undefined;
    try {
      for await (const data of readEvents(response)) {
        last = uploadSchema.parse(JSON.parse(data));
        options.onChange(last);
        if (isFinalState(last.state)) return last;
      }
    } catch (error) {
      if (!limit.aborted) throw error;
    }
    throw new ActionableError(
      `The upload ${id} has no outcome after ${options.limitMs / 1000} s; its state is ${last?.state ?? 'not known'}.`,
    );
  }

  private get(path: string, signal: AbortSignal): Promise<Response> {
    return this.send(path, { signal });
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.apiKey}`);
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    if (response.ok) return response;
    throw new ActionableError(
      `The connector answered ${response.status} to ${path}: ${await response.text()}`,
    );
  }
}

export interface FollowOptions {
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly onChange: (upload: Upload) => void;
}

const CALL_LIMIT_MS = 10_000;

/** The `data` of each Server-Sent Event. */
async function* readEvents(response: Response): AsyncGenerator<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').filter((line) => line.startsWith('data:'));
      if (data.length > 0) yield data.map((line) => line.slice('data:'.length).trimStart()).join('\n');
    }
  }
}
