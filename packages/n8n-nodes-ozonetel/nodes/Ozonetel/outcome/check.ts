import type { Column, Counts, Notice, Outcome, RowProblem } from '@ozonetel-bulk-upload/shared-types';
import type { INodeExecutionData } from 'n8n-workflow';

/** What a check found, here or in the connector. */
export interface Check {
  readonly outcome: Outcome;
  readonly counts?: Counts | undefined;
  readonly problems: readonly RowProblem[];
  readonly notices: readonly Notice[];
  readonly columns: readonly Column[];
  readonly leftOut: readonly INodeExecutionData[];
}
