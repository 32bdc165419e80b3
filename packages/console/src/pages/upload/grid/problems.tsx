import { MAX_CORRECTIONS, MAX_ODD_ROWS } from '@ozonetel-bulk-upload/shared-types';
import { useMemo, useState } from 'react';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import { DownloadButton } from '../../../components/download-button';
import { listProblemRows, nameColumns, withRow, type ProblemRow } from '../check/problem-rows';
import { MOST_ROWS } from '../check/read-rejected';
import { createRecheck } from '../check/recheck-row';
import { fetchRejected, type CheckedDraft } from '../check/run-check';
import { changeDraft, countCorrections } from '../draft/draft';
import { draftStore, useDraft } from '../draft/use-draft';
import { RowsPolicy } from '../form/rows-policy';
import { countOf, formatCount } from '../../../components/format';
import { ProblemGrid } from './problem-grid';

interface ProblemsProps {
  readonly checked: CheckedDraft;
  /** Whether the connector does not check at present. */
  readonly isAway: boolean;
}

/** The rows with problems: left out, or corrected in place. */
export default function Problems({ checked, isAway }: ProblemsProps) {
  const { draft, update } = useDraft();
  const { rejected, version, result } = checked;
  const headers = rejected.headers.length > 0 ? rejected.headers : draft.headers;
  const recheck = useMemo(() => createRecheck({ ...draft, headers }), [draft, headers]);
  const listed = useMemo(
    () => listProblemRows(draft, rejected, version, recheck),
    [draft, rejected, version, recheck],
  );
  // The row that is being typed into stays, whatever a check says of it meanwhile.
  const [typedInto, setTypedInto] = useState<ProblemRow>();
  const rows = useMemo(() => withRow(listed, typedInto), [listed, typedInto]);
  const columns = useMemo(() => nameColumns(headers, rows), [headers, rows]);
  const corrections = countCorrections(draft);
  const { invalid = 0, duplicates = 0 } = result.counts ?? {};
  const odd = rejected.rows.filter(({ isOdd }) => isOdd).length;
  const edit = (row: ProblemRow, column: number, value: string) => {
    setTypedInto(undefined);
    draftStore.edit({ row, column, value, headers });
  };
  const type = (row: ProblemRow, column: number, value: string | undefined) => {
    setTypedInto(value === undefined ? undefined : row);
    draftStore.type(value === undefined ? undefined : { row, column, value, headers });
  };

  return (
    <div className="stack">
      {invalid > 0 && <RowsPolicy invalid={invalid} duplicates={duplicates} />}
      {odd > 0 && (
        <Alert kind="info">
          {odd === MAX_ODD_ROWS ? 'The first ' : ''}
          {countOf(odd, 'row is', 'rows are')} worth a look, and uploaded as{' '}
          {odd === 1 ? 'it is' : 'they are'}. Correct {odd === 1 ? 'it' : 'them'} below; to leave a row out,
          empty its phone number.
        </Alert>
      )}
      {rejected.isCut && (
        <Alert kind="info">
          The first {formatCount(MOST_ROWS)} rows with problems are shown. This many problems usually share
          one cause; check the columns above.
        </Alert>
      )}
      <p className="hint" id="grid-help">
        Move with the arrow keys. Enter edits a cell and Escape leaves it as it was. Each change is checked at
        once.
      </p>
      <ProblemGrid headers={columns} rows={rows} isAway={isAway} onEdit={edit} onType={type} />
      {corrections > MAX_CORRECTIONS && (
        <Alert kind="warning" title={`More than ${formatCount(MAX_CORRECTIONS)} cells are corrected`}>
          This many corrections cannot be uploaded with the file. Undo some of the corrections, or download
          these rows, correct them in your spreadsheet, and upload that file.
        </Alert>
      )}
      <div className="actions">
        {invalid + duplicates > 0 && (
          <DownloadButton fileName="rows-with-problems.csv" load={() => fetchRejected(draft)}>
            Download {countOf(invalid + duplicates, 'row')} left out
          </DownloadButton>
        )}
        {corrections > 0 && (
          <>
            <span>{countOf(corrections, 'cell')} corrected.</span>
            <Button
              kind="quiet"
              onClick={() =>
                update((before) => changeDraft(before, { corrected: new Map(), version: before.version + 1 }))
              }
            >
              Undo all corrections
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
