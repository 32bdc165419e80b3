import { messageOf } from '../api/api-problem';
import { Alert } from './alert';
import { Button } from './button';

/** Says why something could not be shown, and offers to try again. */
export function ErrorState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  return (
    <Alert kind="error" title="This could not be loaded">
      <p>{messageOf(error)}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </Alert>
  );
}
