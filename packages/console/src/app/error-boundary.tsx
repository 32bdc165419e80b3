import { Component, type ReactNode, useEffect, useEffectEvent } from 'react';
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
    return error === undefined ? (
      this.props.children
    ) : (
      <Failed error={error} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}

/** What the code threw by mistake is for the browser's console alone. */
function sentenceOf(error: unknown): string {
  return error instanceof ApiProblem ? error.message : 'Something unexpected happened.';
}

/** Milliseconds before it is looked again whether the connector is back. */
const LOOK_AGAIN_MS = 3_000;

interface FailedProps {
  readonly error: unknown;
  /** Shows the page again, which loads its code. */
  readonly onRetry: () => void;
}

function Failed({ error, onRetry }: FailedProps) {
  // No answer came, or a proxy's. A part that the connector does not have has no code.
  const isAway = error instanceof ApiProblem && error.mayBeDone && error.code !== '';
  const recover = async () => {
    // While nobody answers, reloading would leave the page.
    await findSession();
    // A reload loses an API key that was typed, and a large file.
    if (isAway) onRetry();
    else window.location.reload();
  };
  const { run, isBusy, problem } = useAction(recover);
  // Apart from the button, whose problem is shown; neither is asked again while it waits for an answer.
  const { run: lookAgain } = useAction(recover);
  const look = useEffectEvent(() => void lookAgain());
  useEffect(() => {
    if (!isAway) return;
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAway]);
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
