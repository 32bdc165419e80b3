import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorState } from './error-state';
import { useSteadyError } from './use-steady-error';

/** Says that something is being loaded, or why it is not there or is not up to date. */
export function QueryState({ query }: { readonly query: UseQueryResult }) {
  const error = useSteadyError(query);
  if (error !== undefined) {
    const isStale = query.data !== undefined;
    return <ErrorState error={error} isStale={isStale} onRetry={() => void query.refetch()} />;
  }
  return query.isPending ? <p>Loading…</p> : null;
}
