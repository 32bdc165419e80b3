import { Alert } from '../../../components/alert';
import { Select } from '../../../components/select';
import { looksLikePhoneNumber } from '../../../filters/looks-like-phone-number';
import type { Schema } from '../../../api/call';
import { changeDraft } from '../draft/draft';
import { useDraft } from '../draft/use-draft';
import { KNOWN_COLUMNS } from './known-columns';

type Column = Schema<'CheckResult'>['columns'][number];

/** The drop-down's value for keeping a column's own name. */
const OWN = 'own';

/** Which column is which, changeable. */
export function Columns({ columns }: { readonly columns: readonly Column[] }) {
  const { draft, update } = useDraft();

  function choose(source: string, target: string) {
    // A header for Ozonetel belongs to one column: whichever had it keeps its own name.
    const others = columns.filter((column) => column.source !== source && column.target === target);
    const released = Object.fromEntries(others.map((column) => [column.source, column.source]));
    update((before) =>
      changeDraft(before, {
        columns: { ...before.columns, ...released, [source]: target === OWN ? source : target },
      }),
    );
  }

  const named = columns.filter(({ source }) => source.trim() !== '');
  const twins = findTwins(named);
  const hasPhoneNumber = columns.some(({ target }) => target === 'PhoneNumber');
  const isContact = named.some(({ source }) => looksLikePhoneNumber(source));
  return (
    <div className="stack">
      {isContact && (
        <Alert kind="warning" title="Is the first row a contact?">
          The first row is read as the names of the columns, so this contact would not be called. Add a row
          with their names above it, or copy the cells and paste them here: pasted contacts need no header.
        </Alert>
      )}
      {twins.size > 0 && (
        <Alert kind="warning" title="Columns with the same name">
          {[...twins].map((name) => `"${name}"`).join(', ')}: a column is chosen by its name, so these cannot
          be told apart here. Give each a name of its own in your spreadsheet, or delete those that you do not
          need, and give the file again.
        </Alert>
      )}
      {!hasPhoneNumber && (
        <Alert kind="warning">No column was recognized as the phone number: choose it below.</Alert>
      )}
      <ul className="column-list">
        {named.map(({ source, target }, index) => (
          <li key={index}>
            <span className="column-source">{source}</span>
            <span aria-hidden="true">→</span>
            {twins.has(source) ? (
              <span className="quiet">Rename it in your spreadsheet</span>
            ) : (
              <Select
                label={`${source} becomes`}
                isLabelHidden
                value={KNOWN_COLUMNS.find(({ value }) => value === target)?.value ?? OWN}
                options={[...KNOWN_COLUMNS, { value: OWN, label: labelOfOwn(source, target) }]}
                onValue={(value) => choose(source, value)}
              />
            )}
          </li>
        ))}
      </ul>
      {Object.keys(draft.columns).length > 0 && (
        <p className="hint">Your choice is remembered in this browser for the next file of this campaign.</p>
      )}
    </div>
  );
}

function labelOfOwn(source: string, target: string): string {
  const isKnown = KNOWN_COLUMNS.some(({ value }) => value === target);
  return `Keep as ${isKnown ? source : target}`;
}

/** Names that more than one column has. */
function findTwins(columns: readonly Column[]): ReadonlySet<string> {
  const names = columns.map(({ source }) => source);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
