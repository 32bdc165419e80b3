import { useId } from 'react';
import { changeDraft } from '../draft/draft';
import { useDraft } from '../draft/use-draft';
import { countOf } from '../../../components/format';

interface RowsPolicyProps {
  readonly invalid: number;
  /** Repeated rows, which are left out by an option of their own. */
  readonly duplicates: number;
}

/** Asks whether rows with problems are left out. */
export function RowsPolicy({ invalid, duplicates }: RowsPolicyProps) {
  const { draft, update } = useDraft();
  const id = useId();
  const repeated = duplicates === 0 ? '' : `, nor ${countOf(duplicates, 'repeated row')}`;
  const leftOut = `${countOf(invalid, 'row')} with a problem will not be uploaded${repeated}.`;
  const options = [
    { value: true, label: 'Leave these out', hint: leftOut },
    { value: false, label: 'Fix first', hint: 'Nothing is uploaded while a row has a problem.' },
  ];
  return (
    <fieldset className="rows-policy">
      <legend className="legend">{countOf(invalid, 'row has', 'rows have')} a problem</legend>
      {options.map(({ value, label, hint }) => (
        <div className="option" key={label}>
          <input
            id={`${id}-${label}`}
            type="radio"
            name={id}
            checked={draft.leavesOut === value}
            onChange={() => update((before) => changeDraft(before, { leavesOut: value }))}
          />
          <label htmlFor={`${id}-${label}`}>
            {label} <span className="hint">{hint}</span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}
