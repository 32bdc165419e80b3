import { messageOf } from '../api/api-problem';
import { Alert } from './alert';
import { Button } from './button';

interface ErrorStateProps {
  readonly error: unknown;
  /** Whether what was loaded before is shown. */
  readonly isStale?: boolean;
  readonly onRetry?: () => void;
}

/** Says why something could not be shown, and offers to try again. */
export function ErrorState({ error, isStale = false, onRetry }: ErrorStateProps) {
  return (
    <Alert kind="error" title={isStale ? 'This is not up to date' : 'This could not be loaded'}>
      <p>
        {messageOf(error)}
        {isStale && ' The data shown may be out of date.'}
      </p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </Alert>
  );
}
