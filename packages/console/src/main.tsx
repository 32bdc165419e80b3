import './styles/tokens.css';
import './styles/base.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/api-problem';
import { App, BASE } from './app/app';
import { preloadPage } from './app/routes';
import { LiveRegion } from './components/live-region';
import { SessionGate } from './session/session-gate';

const MOST_RETRIES = 3;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the connector refuses is refused again; what it did not answer is worth another try.
      retry: (failures, error) => !(error instanceof ApiProblem && error.isFinal) && failures < MOST_RETRIES,
      staleTime: 5_000,
    },
  },
});

preloadPage(window.location.pathname.slice(BASE.length));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveRegion />
      <SessionGate>
        <App />
      </SessionGate>
    </QueryClientProvider>
  </StrictMode>,
);
