import { Link } from 'wouter';
import type { Schema } from '../../api/call';
import { Table, type TableColumn } from '../../components/table';
import { Time } from '../../components/time';
import { formatCount } from '../../components/format';
import { countLeftOut } from '../../one-upload/count-left-out';
import { UploadStateBadge } from './upload-state';

type Upload = Schema<'Upload'>;

const columns: readonly TableColumn<Upload>[] = [
  {
    header: 'Campaign',
    cell: (upload) => (
      <>
        <Link href={`/uploads/${upload.id}`}>{upload.campaignName}</Link>
        <WhatItDoes upload={upload} />
      </>
    ),
  },
  { header: 'State', cell: ({ state }) => <UploadStateBadge state={state} /> },
  { header: 'Contacts', cell: ({ counts }) => counts && formatCount(counts.rows), isNumber: true },
  {
    header: 'Left out',
    cell: (upload) => upload.counts && formatCount(countLeftOut(upload)),
    isNumber: true,
  },
  { header: 'Outcome', cell: (upload) => <Outcome upload={upload} /> },
  { header: 'Account', cell: ({ username }) => username },
  { header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** A page of uploads. */
export function UploadTable({ uploads }: { readonly uploads: readonly Upload[] }) {
  return <Table caption="Uploads, newest first" columns={columns} rows={uploads} rowKey={({ id }) => id} />;
}

function WhatItDoes({ upload: { action, dryRun } }: { readonly upload: Upload }) {
  if (action === 'stop') return <span className="quiet"> · stops the campaign</span>;
  if (dryRun === true) return <span className="quiet"> · check only</span>;
  return action === 'start' ? <span className="quiet"> · starts the campaign</span> : null;
}

function Outcome({ upload: { outcome, lastError } }: { readonly upload: Upload }) {
  const text = outcome?.message ?? lastError ?? '';
  return (
    <span className="clamped" title={text}>
      {text}
    </span>
  );
}
