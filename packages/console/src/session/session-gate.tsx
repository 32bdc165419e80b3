import { useQueryClient, useQuery } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Dialog } from '../components/dialog';
import { QueryState } from '../components/query-state';
import { usePageTitle } from '../components/page-title';
import { findSession, isSignInRequested, refuseSignIn, subscribeToSession } from './session';
import { SignInForm } from './sign-in-form';

export const SESSION_QUERY = ['session'] as const;

/** Shows the console to those who are signed in. A session that expires later is renewed in a dialog over the page. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const session = useQuery({ queryKey: SESSION_QUERY, queryFn: findSession, staleTime: Infinity });
  const isExpired = useSyncExternalStore(subscribeToSession, isSignInRequested);

  if (session.data === undefined) {
    return (
      <main className="page">
        <QueryState query={session} />
      </main>
    );
  }
  if (!session.data) return <SignInPage onSignedIn={() => queries.setQueryData(SESSION_QUERY, true)} />;
  return (
    <>
      {children}
      <Dialog title="Sign in again" isOpen={isExpired} onClose={refuseSignIn}>
        <p>Your session has expired. Nothing that you entered is lost: sign in and go on.</p>
        <SignInForm onSignedIn={() => undefined} />
      </Dialog>
    </>
  );
}

function SignInPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  usePageTitle('Sign in');
  return (
    <main className="page page-narrow" id="main" tabIndex={-1}>
      <h1 tabIndex={-1}>Ozonetel uploads</h1>
      <SignInForm onSignedIn={onSignedIn} />
    </main>
  );
}
