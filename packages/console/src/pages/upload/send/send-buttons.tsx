import { useEffect, useState } from 'react';
import { Alert } from '../../../components/alert';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import type { DraftCheck } from '../check/use-check';
import { rememberColumns } from '../draft/remembered-columns';
import { idempotencyKeyOf, toForm, uploadRequestOf, type UploadAction } from '../draft/request';
import { useDraft } from '../draft/use-draft';
import { countOf, formatCount } from '../../../components/format';
import { postUpload } from '../../../one-upload/post-upload';
import { describeFailure, type Failure } from './describe-failure';
import { whyNotReady } from './why-not-ready';

interface SendButtonsProps {
  readonly check: DraftCheck;
  /** The connector has the upload. */
  readonly onSent: (id: string) => void;
}

/** Check only, Upload, Upload and start. */
export function SendButtons({ check, onSent }: SendButtonsProps) {
  const { draft } = useDraft();
  const [busyWith, setBusyWith] = useState<UploadAction>();
  const [failure, setFailure] = useState<Failure>();
  const [isRefused, setRefused] = useState(false);
  const [isConfirming, setConfirming] = useState(false);
  const missing = whyNotReady(draft, check);
  // What was missing when a button was pressed is not said any longer than it is missing.
  const refusal = isRefused ? missing : undefined;
  useEffect(() => {
    // What was changed is not what failed.
    setFailure(unlessOver);
  }, [draft.idempotencyKey]);
  const valid = check.checked?.result.counts?.valid ?? 0;

  async function send(action: UploadAction) {
    if (busyWith !== undefined) return;
    setBusyWith(action);
    setFailure(undefined);
    setRefused(false);
    try {
      const request = uploadRequestOf(draft, action);
      const { id } = await postUpload(() => toForm(request, draft), idempotencyKeyOf(draft, action));
      if (Object.keys(draft.columns).length > 0)
        rememberColumns(window.localStorage, draft.campaignName.trim(), draft.columns);
      onSent(id);
    } catch (error) {
      setFailure(describeFailure(error, action));
    } finally {
      setBusyWith(undefined);
      setConfirming(false);
    }
  }

  /** A button that cannot be used says why, rather than being disabled without a word. */
  function press(action: UploadAction) {
    setRefused(missing !== undefined);
    if (missing !== undefined) {
      setFailure(unlessOver);
      focusEmptyField();
    } else if (action === 'start') setConfirming(true);
    else void send(action);
  }

  return (
    <div className="stack">
      {failure !== undefined && (
        <Alert kind="error" title={failure.title}>
          {failure.message}
        </Alert>
      )}
      {refusal !== undefined && (
        <Alert kind="error" title="Not uploaded">
          {refusal}
        </Alert>
      )}
      <div className="actions">
        <Button isBusy={busyWith === 'check'} onClick={() => press('check')}>
          Check only
        </Button>
        <Button isBusy={busyWith === 'upload'} onClick={() => press('upload')}>
          Upload
        </Button>
        <Button kind="primary" isBusy={busyWith === 'start'} onClick={() => press('start')}>
          Upload and start
        </Button>
        <span className="quiet">{missing ?? `${countOf(valid, 'contact is', 'contacts are')} ready.`}</span>
      </div>
      <Dialog
        title={`This will dial at least ${formatCount(valid)} ${valid === 1 ? 'person' : 'people'}`}
        isOpen={isConfirming}
        onClose={() => setConfirming(false)}
        actions={
          <Button kind="primary" isBusy={busyWith === 'start'} onClick={() => void send('start')}>
            Upload and start
          </Button>
        }
      >
        <WhatIsDialed campaign={draft.campaignName.trim()} />
      </Dialog>
    </div>
  );
}

/** What the user agrees to. */
function WhatIsDialed({ campaign }: { readonly campaign: string }) {
  return (
    <>
      <p>
        The contacts are added to {campaign} and the campaign starts calling them as soon as Ozonetel has
        processed the file.
      </p>
      <p>
        Contacts that are in the campaign already, and that it has not called yet, are called too. The
        connector cannot see how many those are: look at the campaign in CloudAgent.
      </p>
    </>
  );
}

function unlessOver(failure: Failure | undefined): Failure | undefined {
  return failure?.outlastsChanges === true ? failure : undefined;
}

/** Fields that an upload needs, by the names that they have in the document, in the order of the page. */
const NEEDED = '#main input[name="username"], #main input[name="api-key"], #main input[name="campaign"]';

/** Moves the focus to the first of them that is empty. */
function focusEmptyField(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>(NEEDED)];
  fields.find(({ value }) => value.trim() === '')?.focus();
}
