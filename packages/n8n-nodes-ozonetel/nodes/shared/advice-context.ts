import type { ContactRules, Outcome, Upload } from '@ozonetel-bulk-upload/shared-types';

/** What is known of the node that asked for an upload: its advice then leaves out what is done already. */
export interface AdviceContext {
  readonly rules: ContactRules;
  readonly mode: 'direct' | 'connector';
  /** Whether the columns were mapped by hand. */
  readonly isMapped: boolean;
  /** Whether contacts are items, which have no row and no line. */
  readonly areItems?: boolean;
  /** Whether what is a field of its own in a node of version 1 is one of the Options. */
  readonly hasMoreOptions?: boolean;
  /** Whether nothing was to be sent. */
  readonly isCheck?: boolean;
  readonly waitsForTurn?: boolean;
  readonly waitsForOutcome?: boolean;
  /** Whether the user has said where Ozonetel is to post the outcome. */
  readonly hasCallbackUrl?: boolean;
}

/** An upload with its outcome, as far as the words about it depend on it. */
export type SettledUpload = Pick<Upload, 'action' | 'counts' | 'problems' | 'notices'> & {
  /** Absent for a check. */
  readonly state?: Upload['state'];
  readonly outcome: Outcome;
};
