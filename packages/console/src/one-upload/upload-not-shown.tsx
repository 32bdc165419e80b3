import type { ReactNode } from 'react';
import { ApiProblem, messageOf } from '../api/api-problem';
import { Alert } from '../components/alert';

interface UploadNotShownProps {
  readonly error: unknown;
  /** What is said and offered when there is no such upload. */
  readonly whenGone: ReactNode;
  readonly children?: ReactNode;
}

/** Why an upload cannot be shown. While the connector does not answer, the page asks again by itself. */
export function UploadNotShown({ error, whenGone, children }: UploadNotShownProps) {
  const isGone = error instanceof ApiProblem && error.isFinal;
  return (
    <Alert kind="error" title="This upload cannot be shown">
      <p>
        {messageOf(error)}
        {!isGone && ' The page goes on as soon as it answers.'}
      </p>
      {isGone && whenGone}
      {children}
    </Alert>
  );
}
