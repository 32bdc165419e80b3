import { Component, type ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem';
import { Alert } from '../components/alert';
import { Button } from '../components/button';
import { Page } from '../components/page';
import { useAction } from '../components/use-action';
import { findSession } from '../session/session';

/** Shows why a page cannot be shown, and lets the user try again, instead of an empty window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Failed error={error} />;
  }
}

/** What the code threw by mistake is for the browser's console alone. */
function sentenceOf(error: unknown): string {
  return error instanceof ApiProblem ? error.message : 'Something unexpected happened.';
}

function Failed({ error }: { readonly error: unknown }) {
  const { run, isBusy, problem } = useAction(async () => {
    // A browser does not ask again for code that it could not load; but reloading while nobody answers leaves the page.
    await findSession();
    window.location.reload();
  });
  return (
    <Page title="This page cannot be shown">
      <Alert kind="error">
        <p>{problem ?? sentenceOf(error)}</p>
        <Button isBusy={isBusy} onClick={() => void run()}>
          Try again
        </Button>
      </Alert>
    </Page>
  );
}
