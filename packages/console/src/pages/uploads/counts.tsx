import type { Schema } from '../../api/call';
import { formatCount } from '../../components/format';

type Upload = Schema<'Upload'>;

/** How many rows were found, can be sent, were left out, and were sent. */
export function Counts({ upload }: { readonly upload: Upload }) {
  const { counts, notices = [] } = upload;
  if (counts === undefined && notices.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="counts">
      <h2 id="counts">Contacts</h2>
      {counts !== undefined && (
        <dl className="upload-counts">
          <Count name="In the file" count={counts.rows} />
          <Count name="Can be sent" count={counts.valid} />
          <Count name="With a problem" count={counts.invalid} />
          <Count name="Duplicates left out" count={counts.duplicates} />
          {counts.hidden !== undefined && counts.hidden > 0 && (
            <Count name="Hidden rows" count={counts.hidden} />
          )}
          <Count name="Sent" count={counts.sent} />
        </dl>
      )}
      {notices.length > 0 && (
        <ul>
          {notices.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Count({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  );
}
