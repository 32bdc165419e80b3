import { Table } from '../../../components/table';
import type { Schema } from '../../../api/call';
import { formatCount } from '../../../components/format';
import { columnLabel } from './known-columns';

/** The first rows as Ozonetel will see them. */
export function Preview({ result }: { readonly result: Schema<'CheckResult'> }) {
  const { columns, preview } = result;
  if (preview.length === 0) return <p className="quiet">No row could be sent as it is.</p>;
  const headers = columns.map(({ target }, index) => ({
    header: columnLabel(target),
    cell: (row: readonly string[]) => row[index] ?? '',
  }));
  return (
    <Table
      caption={captionOf(preview.length)}
      columns={headers}
      rows={preview}
      rowKey={(_, index) => index}
    />
  );
}

function captionOf(rows: number): string {
  return rows === 1
    ? 'The first row as Ozonetel will see it'
    : `The first ${formatCount(rows)} rows as Ozonetel will see them`;
}
