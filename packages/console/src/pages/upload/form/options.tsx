import { useId } from 'react';
import type { Schema } from '../../../api/call';
import { changeDraft, type Draft } from '../draft/draft';
import { useDraft } from '../draft/use-draft';
import { countOf } from '../../../components/format';

type Flag = 'dropsDuplicates' | 'dropsHidden' | 'splits';

/** What is done with rows that are repeated or hidden, and with a file that is too long. */
export function Options({ result }: { readonly result: Schema<'CheckResult'> | undefined }) {
  const { draft } = useDraft();
  const hidden = result?.counts?.hidden ?? 0;
  const isTooLong = result?.outcome.code === 'data_limit_exceeded';
  return (
    <div className="options">
      <Option flag="dropsDuplicates" label="Leave out repeated phone numbers; the first row of each stays" />
      {hidden > 0 && (
        <Option
          flag="dropsHidden"
          label={`Leave out the ${countOf(hidden, 'row')} that the spreadsheet hides`}
        />
      )}
      {(isTooLong || draft.splits) && (
        <Option flag="splits" label="Send in parts of 50,000 contacts, one a minute" />
      )}
    </div>
  );
}

function Option({ flag, label }: { readonly flag: Flag; readonly label: string }) {
  const { draft, update } = useDraft();
  const id = useId();
  return (
    <div className="option">
      <input
        id={id}
        type="checkbox"
        checked={draft[flag]}
        onChange={(event) => {
          const change: Partial<Draft> = { [flag]: event.target.checked };
          update((before) => changeDraft(before, change));
        }}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
