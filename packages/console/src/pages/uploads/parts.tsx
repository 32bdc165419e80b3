import type { Schema } from '../../api/call';
import { Table, type TableColumn } from '../../components/table';
import { formatCount } from '../../components/format';
import { UploadStateBadge } from './upload-state';

type Part = NonNullable<Schema<'Upload'>['parts']>[number];

const columns: readonly TableColumn<Part>[] = [
  { header: 'Part', cell: ({ number }) => number, isNumber: true },
  { header: 'Rows', cell: ({ firstRow, lastRow }) => `${formatCount(firstRow)} to ${formatCount(lastRow)}` },
  { header: 'State', cell: ({ state }) => <UploadStateBadge state={state} /> },
  { header: 'Outcome', cell: ({ outcome }) => outcome?.message ?? '' },
];

/** The requests to Ozonetel of an upload that needs several. */
export function Parts({ parts }: { readonly parts: readonly Part[] }) {
  if (parts.length < 2) return null;
  return (
    <section className="stack" aria-labelledby="parts">
      <h2 id="parts">Parts</h2>
      <Table caption="Parts of this upload" columns={columns} rows={parts} rowKey={({ number }) => number} />
    </section>
  );
}
