import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from './error-state';

/** Says that a list is being loaded, or why it is not there: steadily, while it is asked for again and again. */
export function QueryState({ query }: { readonly query: UseQueryResult }) {
  const { status, error } = query;
  // A query without data forgets its error while it asks again.
  const [last, setLast] = useState<unknown>(undefined);
  const shown = status === 'success' ? undefined : (error ?? last);
  if (shown !== last) setLast(shown);
  if (shown !== undefined) return <ErrorState error={shown} onRetry={() => void query.refetch()} />;
  return query.isPending ? <p>Loading…</p> : null;
}
