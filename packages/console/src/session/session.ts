import { ApiProblem } from '../api/api-problem';
import { fetchInTime, TimedRequest } from '../api/fetch-in-time';

const SESSION = '/console/session';

type Listener = () => void;

/** Requests that wait until the user has signed in again. */
const waiting = new Set<{ resolve: () => void; reject: (problem: ApiProblem) => void }>();
const listeners = new Set<Listener>();
const leaving = new Set<Listener>();
let tabs: BroadcastChannel | undefined;

/** Whether a request found the session expired and waits for the user to sign in. */
export function isSignInRequested(): boolean {
  return waiting.size > 0;
}

/** @returns a function that ends the subscription */
export function subscribeToSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Asks the user to sign in, over the page that is open.
 * @throws ApiProblem if the user does not want to
 */
export function requestSignIn(): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.add({ resolve, reject });
    notify();
  });
}

/** Lets the requests that wait fail: the user stays signed out. */
export function refuseSignIn(): void {
  const problem = new ApiProblem('You are signed out. Sign in and try again.', 401, 'unauthorized');
  for (const { reject } of waiting) reject(problem);
  waiting.clear();
  notify();
}

/** Whether the browser holds a session that the connector still accepts. @throws ApiProblem */
export async function findSession(): Promise<boolean> {
  const response = await send('GET');
  if (response.status === 401 || response.status === 404) return false;
  if (!response.ok) throw await problemOf(response);
  return true;
}

/** @throws ApiProblem if the key is wrong */
export async function signIn(key: string): Promise<void> {
  const response = await send('POST', { key });
  if (!response.ok) throw await problemOf(response);
  for (const { resolve } of waiting) resolve();
  waiting.clear();
  notify();
}

/** @throws ApiProblem */
export async function signOut(): Promise<void> {
  const response = await send('DELETE');
  if (!response.ok && response.status !== 401) throw await problemOf(response);
  forgetUser();
  tabs?.postMessage('signed out' satisfies Message);
}

/** What tabs of one browser, which share the cookie, say to each other. */
type Message = 'signed out' | 'who has contacts?' | 'contacts here';

/** Milliseconds in which the other tabs say what they have. */
const ANSWERS_MS = 200;

/**
 * Forgets the user here, too, when they sign out in another tab of this browser: the cookie is the same.
 * @param hasContacts whether this tab has something that signing out discards
 */
export function followOtherTabs(hasContacts: () => boolean): void {
  const channel = new BroadcastChannel('session');
  tabs = channel;
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data === 'signed out') forgetUser();
    if (data === 'who has contacts?' && hasContacts()) channel.postMessage('contacts here' satisfies Message);
  });
}

/** Whether another tab has something that signing out discards. */
export function askOtherTabs(): Promise<boolean> {
  const channel = tabs;
  if (channel === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (found: boolean) => {
      clearTimeout(timer);
      channel.removeEventListener('message', hear);
      resolve(found);
    };
    const hear = ({ data }: MessageEvent<Message>) => {
      if (data === 'contacts here') end(true);
    };
    const timer = setTimeout(() => end(false), ANSWERS_MS);
    channel.addEventListener('message', hear);
    channel.postMessage('who has contacts?' satisfies Message);
  });
}

function forgetUser(): void {
  // What waits for a sign-in belongs to this user, not to the next one.
  refuseSignIn();
  window.sessionStorage.clear();
  for (const listener of leaving) listener();
}

/** For what has to be forgotten when the user signs out. */
export function onSignOut(listener: Listener): void {
  leaving.add(listener);
}

function send(method: string, body?: object): Promise<Response> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return fetchInTime(new TimedRequest(SESSION, { method, ...json }));
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  return ApiProblem.of(body, response.status);
}

function notify(): void {
  for (const listener of listeners) listener();
}
