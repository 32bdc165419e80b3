import { Alert } from '../../../components/alert';
import type { Schema } from '../../../api/call';
import { countOf, formatCount } from '../../../components/format';
import { describeRefusal } from './describe-refusal';

/** How many contacts are ready, and what is worth knowing about the others. */
export function Summary({ result }: { readonly result: Schema<'CheckResult'> }) {
  const { counts, outcome, notices } = result;
  const isRefused = outcome.status === 'error';
  return (
    <div className="stack">
      {counts !== undefined && (
        <dl className="counts">
          <Count label="Ready" count={counts.valid} kind="success" />
          <Count label="Problems" count={counts.invalid} kind={counts.invalid > 0 ? 'error' : undefined} />
          <Count label="Repeated" count={counts.duplicates} />
          {(counts.hidden ?? 0) > 0 && <Count label="Hidden rows" count={counts.hidden ?? 0} />}
        </dl>
      )}
      {isRefused && (
        <Alert kind="error" title="This file cannot be uploaded as it is">
          <p>{describeRefusal(outcome, counts)}</p>
          {outcome.advice !== undefined && <p>{outcome.advice}</p>}
        </Alert>
      )}
      {notices.filter(isNews).map(({ code, message }) => (
        <Alert kind="info" key={code + message}>
          {code === 'hidden_rows' ? describeHidden(counts?.hidden ?? 0) : message}
        </Alert>
      ))}
    </div>
  );
}

/** The connector's message names a member of its API. */
function describeHidden(hidden: number): string {
  return `The spreadsheet hides ${countOf(hidden, 'row')}. Choose under "2. Contacts" whether ${hidden === 1 ? 'it is' : 'they are'} left out.`;
}

/** Which column is which is shown above, with the choice. */
function isNews({ code }: Schema<'CheckResult'>['notices'][number]): boolean {
  return code !== 'column_alias_used';
}

interface CountProps {
  readonly label: string;
  readonly count: number;
  readonly kind?: 'success' | 'error' | undefined;
}

function Count({ label, count, kind }: CountProps) {
  return (
    <div className={kind === undefined ? 'count' : `count count-${kind}`}>
      <dt>{label}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  );
}
