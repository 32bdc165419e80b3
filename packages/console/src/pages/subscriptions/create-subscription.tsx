import { useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { api, call, type Schema } from '../../api/call';
import { Alert } from '../../components/alert';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { useAction } from '../../components/use-action';
import { EventChoice, type EventType } from './event-choice';

interface Draft {
  readonly url: string;
  readonly campaignName: string;
  readonly username: string;
  readonly events: readonly EventType[];
}

const EMPTY: Draft = { url: '', campaignName: '', username: '', events: [] };

/** Asks for a receiver, registers it, and shows its secret once. */
export function CreateSubscription() {
  const queries = useQueryClient();
  const form = useId();
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState(EMPTY);
  const [created, setCreated] = useState<Schema<'SubscriptionCreated'>>();
  const { run, isBusy, problem, clear } = useAction(async () => {
    setCreated(await call(() => api.POST('/v1/subscriptions', { body: requestOf(draft) })));
    await queries.invalidateQueries({ queryKey: ['subscriptions'] });
  });

  function open() {
    setDraft(EMPTY);
    setCreated(undefined);
    clear();
    setOpen(true);
  }
  function create(event: SubmitEvent) {
    event.preventDefault();
    void run();
  }

  return (
    <>
      <Button kind="primary" onClick={open}>
        Add a receiver
      </Button>
      <Dialog
        title={created === undefined ? 'Add a receiver of events' : 'The receiver is added'}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        ignoresEscape={created?.secret !== undefined}
        closeLabel={created === undefined ? 'Cancel' : 'Done'}
        actions={
          created === undefined && (
            <Button type="submit" form={form} kind="primary" isBusy={isBusy}>
              Add
            </Button>
          )
        }
      >
        {created === undefined ? (
          <form id={form} className="stack" onSubmit={create}>
            {problem !== undefined && <Alert kind="error">{problem}</Alert>}
            <DraftFields draft={draft} onDraft={setDraft} />
          </form>
        ) : (
          <Secret secret={created.secret} />
        )}
      </Dialog>
    </>
  );
}

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

function DraftFields({ draft, onDraft }: DraftFieldsProps) {
  return (
    <>
      <Field
        label="Address (URL)"
        hint="Events are posted there, signed by the rules of Standard Webhooks."
        type="url"
        required
        value={draft.url}
        onChange={({ target }) => onDraft({ ...draft, url: target.value })}
      />
      <Field
        label="Campaign (optional)"
        hint="Leave empty for all campaigns."
        value={draft.campaignName}
        onChange={({ target }) => onDraft({ ...draft, campaignName: target.value })}
      />
      <Field
        label="Account (optional)"
        hint="The CloudAgent user name. Leave empty for all accounts."
        autoComplete="off"
        value={draft.username}
        onChange={({ target }) => onDraft({ ...draft, username: target.value })}
      />
      <EventChoice chosen={draft.events} onChosen={(events) => onDraft({ ...draft, events })} />
    </>
  );
}

/** The browser keeps it nowhere: it is gone when the dialog closes. */
function Secret({ secret }: { readonly secret: string | undefined }) {
  if (secret === undefined) {
    return <p>This address was registered before with the same filter. Its secret stays as it was.</p>;
  }
  return (
    <>
      <p>
        The receiver checks with this secret that events come from this connector.{' '}
        <strong>It is shown only now</strong>: copy it before you close this.
      </p>
      <p>
        <code className="secret">{secret}</code>
      </p>
      <CopyButton text={secret} what="secret" />
    </>
  );
}

function requestOf({ url, campaignName, username, events }: Draft) {
  return {
    url: url.trim(),
    ...(campaignName.trim() === '' ? {} : { campaignName: campaignName.trim() }),
    ...(username.trim() === '' ? {} : { username: username.trim() }),
    ...(events.length === 0 ? {} : { events: [...events] }),
  };
}
