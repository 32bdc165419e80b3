import { type ClipboardEvent, type DragEvent, useId, useState } from 'react';
import { Alert } from '../../../components/alert';
import { announce } from '../../../components/announce';
import { Button } from '../../../components/button';
import { Field } from '../../../components/field';
import type { FilePrint, Source } from '../draft/draft';
import { isPasted, readPaste } from '../draft/pasted-cells';
import { draftStore, useDraft, useTyped } from '../draft/use-draft';
import { formatBytes } from '../../../components/format';

/** Takes contacts: a file that is dropped or chosen, cells that are pasted, or a link. */
export function SourcePicker() {
  const { draft } = useDraft();
  const [isOther, setOther] = useState(false);
  const [isHeaderAdded, setHeaderAdded] = useState(false);
  const { source } = draft;

  async function take(next: Source, withHeaderAdded = false) {
    setOther(await draftStore.setSource(next));
    setHeaderAdded(withHeaderAdded);
    if (next.kind === 'file') announce(`${next.file.name} was taken.`);
  }
  const takeFile = (file: File | undefined) => {
    if (file !== undefined) void take({ kind: 'file', file });
  };
  async function takePaste(text: string) {
    const pasted = await readPaste(text);
    await take({ kind: 'file', file: pasted.file }, pasted.isHeaderAdded);
  }

  return (
    <div className="stack">
      {source?.kind === 'missing' && <Missing print={source.print} />}
      {isOther && (
        <Alert kind="info">This is a different file, so the earlier corrections do not apply to it.</Alert>
      )}
      {isHeaderAdded && (
        <Alert kind="info">
          The cells came without a header, so their columns were numbered. Choose below what each of them is.
        </Alert>
      )}
      <DropZone onFile={takeFile} chosen={source} />
      <div className="columns sources">
        <PasteField onPaste={(text) => void takePaste(text)} />
        <LinkField onLink={(url) => void take({ kind: 'link', url })} />
      </div>
    </div>
  );
}

function Missing({ print }: { readonly print: FilePrint }) {
  const size = formatBytes(print.size);
  return isPasted(print) ? (
    <Alert kind="warning" title="Paste the cells again">
      The page was reloaded, and the cells ({size}) are too many to be kept. Your choices and corrections are
      still here: paste the same cells and go on.
    </Alert>
  ) : (
    <Alert kind="warning" title={`Choose ${print.name} again`}>
      The page was reloaded, and the file ({size}) is too large to be kept. Your choices and corrections are
      still here: choose the same file and go on.
    </Alert>
  );
}

interface DropZoneProps {
  readonly onFile: (file: File | undefined) => void;
  readonly chosen?: Source | undefined;
}

/** A file input that files can be dropped on. */
export function DropZone({ onFile, chosen }: DropZoneProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [areSeveral, setSeveral] = useState(false);
  function take(files: FileList | null) {
    const several = files !== null && files.length > 1;
    setSeveral(several);
    if (!several) onFile(files?.[0]);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }
  return (
    <div
      className={isOver ? 'drop-zone drop-zone-over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id}>Contact file (.csv or .xlsx)</label>
      <p className="hint">
        Drop it here, or choose it. Of a workbook with several sheets, only the first that is visible is read.
      </p>
      <input
        id={id}
        type="file"
        accept=".csv,.xlsx,.txt,.tsv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          take(event.target.files);
          // So that the same file can be chosen again after it was changed.
          event.target.value = '';
        }}
      />
      {areSeveral && (
        <Alert kind="warning">
          These are several files, and an upload has one: nothing was taken. Drop one of them.
        </Alert>
      )}
      {chosen !== undefined && chosen.kind !== 'missing' && (
        <p className="chosen">
          {chosen.kind === 'file'
            ? `${chosen.file.name}, ${formatBytes(chosen.file.size)}`
            : `The file at ${hostOf(chosen.url)}`}
        </p>
      )}
    </div>
  );
}

/** The rest of a link may hold what nobody else should read. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the link';
}

function PasteField({ onPaste }: { readonly onPaste: (text: string) => void }) {
  const [typed, setTyped] = useTyped('paste');
  const id = useId();
  function paste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const text = event.clipboardData.getData('text/plain');
    // Not shown: a text field with 50,000 rows would hold up the page.
    if (!text.includes('\n')) return;
    event.preventDefault();
    setTyped('');
    onPaste(text);
  }
  return (
    <div className="field">
      <label htmlFor={id}>Or paste cells</label>
      <p className="hint" id={`${id}-hint`}>
        Copy rows in your spreadsheet, the header with them, and paste them here.
      </p>
      <textarea
        id={id}
        aria-describedby={`${id}-hint`}
        rows={2}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onPaste={paste}
      />
      {typed.trim() !== '' && <Button onClick={() => onPaste(typed)}>Use these rows</Button>}
    </div>
  );
}

function LinkField({ onLink }: { readonly onLink: (url: string) => void }) {
  const [url, setUrl] = useTyped('link');
  return (
    <form
      className="link-field"
      onSubmit={(event) => {
        event.preventDefault();
        onLink(url.trim());
      }}
    >
      <Field
        label="Or use a link"
        hint="An address that the connector can download the file from."
        type="url"
        required
        autoComplete="off"
        value={url}
        onChange={(event) => setUrl(event.target.value)}
      />
      <Button type="submit">Use the link</Button>
    </form>
  );
}
