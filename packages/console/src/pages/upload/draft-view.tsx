import { messageOf } from '../../api/api-problem';
import { Alert } from '../../components/alert';
import { Button } from '../../components/button';
import { loadOnDemand } from '../../components/load-on-demand';
import { useCheck, type DraftCheck } from './check/use-check';
import { useDraft, useLossWarning } from './draft/use-draft';
import { Columns } from './form/columns';
import { Destination } from './form/destination';
import { Options } from './form/options';
import { Preview } from './form/preview';
import { SourcePicker } from './form/source-picker';
import { Summary } from './form/summary';
import { LastTry } from './last-try';
import { SendButtons } from './send/send-buttons';

/** With the rules of the check: loaded when the first problem shows. */
const Problems = loadOnDemand(() => import('./grid/problems'), <p>Loading…</p>);

interface DraftViewProps {
  readonly onSent: (id: string) => void;
}

/** Destination, contacts, what the check found, and the buttons that send. */
export function DraftView({ onSent }: DraftViewProps) {
  const { draft } = useDraft();
  useLossWarning(draft);
  const check = useCheck(draft);
  const { checked } = check;
  // Without columns there was no contact file: at the link is none, or it is something else.
  const isReadable = checked !== undefined && checked.result.columns.length > 0;
  const hasProblems = checked !== undefined && (checked.rejected.rows.length > 0 || draft.corrected.size > 0);

  return (
    <>
      {draft.lastTry !== undefined && <LastTry of={draft.lastTry} />}
      <Section title="1. Where to">
        <Destination />
      </Section>
      <Section title="2. Contacts">
        <SourcePicker />
        <Options result={checked?.result} />
        {check.isRunning && check.error === undefined && (
          <p className="checking">{checked === undefined ? 'Checking the contacts…' : 'Checking again…'}</p>
        )}
        {check.error !== undefined && <CheckFailed check={check} />}
      </Section>
      {checked !== undefined && (
        <>
          {isReadable && (
            <Section title="3. Columns">
              <Columns columns={checked.result.columns} />
            </Section>
          )}
          <Section title={isReadable ? '4. Check' : '3. Check'}>
            <Summary result={checked.result} />
            {hasProblems && <Problems checked={checked} isAway={check.error !== undefined} />}
            {isReadable && (
              <>
                <h3>The first rows as Ozonetel will see them</h3>
                <Preview result={checked.result} />
              </>
            )}
          </Section>
          {isReadable && (
            <Section title="5. Send">
              <SendButtons check={check} onSent={onSent} />
            </Section>
          )}
        </>
      )}
    </>
  );
}

function CheckFailed({ check: { error, isRunning, retry } }: { readonly check: DraftCheck }) {
  return (
    <Alert kind="error" title="The contacts could not be checked">
      <p>
        {messageOf(error)}
        {isRunning && ' It is tried again by itself; what you have corrected is kept.'}
      </p>
      <Button onClick={retry}>Try again</Button>
    </Alert>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className="stack section" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
