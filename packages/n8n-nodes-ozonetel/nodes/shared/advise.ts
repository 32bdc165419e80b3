import type { OutcomeCode } from '@ozonetel-bulk-upload/shared-types';
import type { AdviceContext, SettledUpload } from './advice-context';
import { inWords } from './in-words';
import { OUTCOME_ADVICE } from './outcome-advice';

const correct = (adviceContext?: AdviceContext): string =>
  adviceContext?.isCheck === true
    ? 'Correct them before you upload them.'
    : 'Correct them and upload them again.';

const VIA_CONNECTOR = 'set Connect Via to Our Connector Service';

/** What to do about an outcome, without what the node that asked for it is set to already. */
export function advise(upload: SettledUpload, adviceContext?: AdviceContext): string {
  const { code, source } = upload.outcome;
  const usual = OUTCOME_ADVICE[code].advice;
  if (source === 'check' && OF_ROWS.includes(code) && (upload.counts?.invalid ?? 0) > 0) {
    return adviseOnRows(upload, adviceContext);
  }
  if (code === 'uploaded') return adviseOnTheRest(upload, adviceContext) ?? usual;
  return (adviceContext === undefined ? undefined : ADVICE_TO[code]?.(adviceContext)) ?? usual;
}

/** Outcomes for the sake of single rows. */
const OF_ROWS: readonly OutcomeCode[] = [
  'invalid_phone_numbers',
  'invalid_agent_ids',
  'invalid_skill_names',
  'too_many_columns',
  'names_too_long',
];

/** Where the advice depends on how the node is set. */
const ADVICE_TO: Partial<Record<OutcomeCode, (adviceContext: AdviceContext) => string | undefined>> = {
  processing({ mode, waitsForOutcome, hasCallbackUrl }) {
    if (waitsForOutcome === true) return 'The outcome comes with the callback: use the Ozonetel Trigger.';
    return mode === 'direct' && hasCallbackUrl === true
      ? 'The outcome comes with the callback, to your Callback URL.'
      : undefined;
  },
  request_limit_exhausted({ mode, waitsForTurn }) {
    if (mode === 'connector') return 'Check what else uploads with this account, then upload again.';
    return waitsForTurn === true
      ? `Check what else uploads with this account, or ${VIA_CONNECTOR}, which waits for the account’s turn.`
      : undefined;
  },
  agent_id_column_missing: ({ isMapped }) =>
    isMapped ? 'Under Values to Send, fill in Agent ID.' : undefined,
  skill_column_missing: ({ isMapped }) => (isMapped ? 'Under Values to Send, fill in Skill.' : undefined),
  phone_number_column_missing: ({ isMapped }) =>
    isMapped ? 'Under Values to Send, fill in Phone Number.' : undefined,
  duplicate_column: ({ isMapped }) => (isMapped ? 'Give each of them a name of its own.' : undefined),
  data_limit_exceeded({ mode, rules }) {
    if (mode === 'direct') return undefined;
    return rules.split ? 'Divide the contacts.' : 'Divide the contacts, or turn on Split under Options.';
  },
  invalid_phone_numbers: (adviceContext) =>
    adviceContext.rules.invalidRows === 'drop' ? correct(adviceContext) : undefined,
  invalid_agent_ids: (adviceContext) =>
    adviceContext.rules.invalidRows === 'drop' && adviceContext.rules.agentIds.length > 0
      ? correct(adviceContext)
      : undefined,
  invalid_skill_names: (adviceContext) =>
    adviceContext.rules.invalidRows === 'drop' && adviceContext.rules.skills.length > 0
      ? correct(adviceContext)
      : undefined,
  names_too_long: (adviceContext) =>
    adviceContext.rules.invalidRows === 'drop' ? correct(adviceContext) : undefined,
};

/** What our check has found may be left out; if nothing else is left, that does not help. */
function adviseOnRows(
  { counts, problems = [], outcome }: SettledUpload,
  adviceContext?: AdviceContext,
): string {
  if (counts?.valid === 0) return correct(adviceContext);
  const isWide = ({ code }: { readonly code: string }): boolean => code === 'row_too_wide';
  const { invalidRows, rowsWiderThanHeader } = adviceContext?.rules ?? {};
  const hasOthers = problems.length === 0 || problems.some((problem) => !isWide(problem));
  const settings = [
    ...(hasOthers && invalidRows !== 'drop' ? ['Invalid Rows'] : []),
    ...(problems.some(isWide) && rowsWiderThanHeader !== 'drop' ? ['Rows Wider Than Header'] : []),
  ];
  if (settings.length === 0) return correct(adviceContext);
  const list = LISTS[outcome.code];
  const added = list === undefined ? '' : `, add them to ${list}`;
  return `Correct them${added}, or set ${settings.join(' and ')} to Leave Out.`;
}

/** What is left to do about contacts that are in: those that are not, and what is worth a look. */
function adviseOnTheRest(
  { counts, notices = [] }: SettledUpload,
  adviceContext?: AdviceContext,
): string | undefined {
  const repeats = counts?.duplicates ?? 0;
  const leftOut = (counts?.invalid ?? 0) + repeats;
  const ofThem =
    repeats === 0
      ? ''
      : `, ${repeats === leftOut ? 'as' : `${repeats} of them as`} ${repeats === 1 ? 'a repeat' : 'repeats'} of one that is in`;
  const where = adviceContext === undefined ? '' : ': see the output Left Out';
  const worthALook = notices.filter(({ code }) => code !== 'column_alias_used');
  const rest = [
    ...(leftOut === 0
      ? []
      : [`${leftOut === 1 ? '1 contact was' : `${leftOut} contacts were`} left out${ofThem}${where}.`]),
    ...worthALook.map(({ message }) => inWords(message, adviceContext)),
  ];
  return rest.length === 0 ? undefined : rest.join(' ');
}

/** The field that lists what the campaign knows: our check refuses what is not in it. */
const LISTS: Partial<Record<OutcomeCode, string>> = {
  invalid_agent_ids: 'Agent IDs',
  invalid_skill_names: 'Skills',
};
