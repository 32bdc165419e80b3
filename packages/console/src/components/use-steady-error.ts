import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';

/** Why a query has failed: steadily, while it is asked again and again; undefined if it has not. */
export function useSteadyError({ status, error }: UseQueryResult): unknown {
  // A query without data forgets its error while it asks again.
  const [last, setLast] = useState<unknown>(undefined);
  const shown = status === 'success' ? undefined : (error ?? last);
  if (shown !== last) setLast(shown);
  return shown;
}
