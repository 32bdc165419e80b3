import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from '../api/api-problem';
import { LiveRegion } from '../components/live-region';
import { SESSION_QUERY, SessionGate } from '../session/session-gate';
import { hasKeptContacts } from '../pages/upload/draft/keep-draft';
import { followOtherTabs, onSignOut } from '../session/session';
import { App } from './app';
import { BASE } from './base';
import { keepFocus } from './keep-focus';
import { keepPage } from './keep-page';
import { findPage } from './pages';
import { routes } from './routes';

const MOST_RETRIES = 3;
/** Milliseconds before what was not answered is asked for again. */
const ASK_AGAIN_MS = 5_000;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the connector refuses is refused again; what it did not answer is worth another try.
      retry: (failures, error) => !isFinal(error) && failures < MOST_RETRIES,
      staleTime: 5_000,
      // Whatever is on the page is there again by itself when the connector is.
      refetchInterval: ({ state: { error } }) => (error === null || isFinal(error) ? false : ASK_AGAIN_MS),
      // The browser knows of no network, and the connector may be on this machine: asking says more.
      networkMode: 'always',
    },
  },
});

/**
 * Shows the console as soon as it is known what to show.
 * @param session whether the user is signed in: asked for before this code was there
 */
export async function start(root: Element, session: Promise<boolean>): Promise<void> {
  const route = findPage(routes, window.location.pathname.slice(BASE.length));
  // If one of them fails, it is tried again when it is shown, and says why it cannot be.
  await Promise.allSettled([
    queries.query({ queryKey: SESSION_QUERY, queryFn: () => session }),
    route?.Page.load(),
  ]);
  onSignOut(() => {
    queries.setQueryData(SESSION_QUERY, false);
    // Nothing of the user before is shown to the next.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_QUERY[0] });
  });
  followOtherTabs(() => hasKeptContacts(window.sessionStorage));
  keepFocus(root);
  keepPage();
  createRoot(root, { onCaughtError: reportUnexpected }).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LiveRegion />
        <SessionGate>
          <App />
        </SessionGate>
      </QueryClientProvider>
    </StrictMode>,
  );
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiProblem && error.isFinal;
}

/** What the page says itself is no news for the browser's console. */
function reportUnexpected(error: unknown): void {
  if (!(error instanceof ApiProblem)) reportError(error);
}
