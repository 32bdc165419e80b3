import type { Schema } from '../../api/call';
import { Table, type TableColumn } from '../../components/table';
import { countOf } from '../../components/format';

type Upload = Schema<'Upload'>;
type Problem = NonNullable<Upload['problems']>[number];

const columns: readonly TableColumn<Problem>[] = [
  // Uploads that an earlier release checked have no line.
  { header: 'Line', cell: ({ line, row }) => line ?? `row ${row}`, isNumber: true },
  // It names the column as the file does.
  { header: 'Problem', cell: ({ message }) => message },
];

/** The rows that our check found a fault in: the first hundred. */
export function Problems({ upload }: { readonly upload: Upload }) {
  const { problems = [], counts } = upload;
  if (problems.length === 0) return null;
  const invalid = counts?.invalid ?? 0;
  const isCut = new Set(problems.map(({ row }) => row)).size < invalid;
  return (
    <section className="stack" aria-labelledby="problems">
      <h2 id="problems">Problems</h2>
      <p className="quiet">
        {isCut
          ? `The first ${problems.length} problems; ${countOf(invalid, 'row')} have problems. The download has all of them.`
          : 'By line of the spreadsheet.'}
      </p>
      <Table
        caption="Problems, by line of the spreadsheet"
        columns={columns}
        rows={problems}
        rowKey={({ row, column, code }, index) => `${row}-${column ?? ''}-${code}-${index}`}
      />
    </section>
  );
}
