import type { Schema } from '../../../api/call';
import { Button } from '../../../components/button';
import { ConfirmButton } from '../../../components/confirm-button';
import { describeProgress } from '../../../one-upload/describe-progress';
import { isPartlyIn } from '../../../one-upload/is-partly-in';
import { titleOf } from '../../../one-upload/progress-sentence';
import { takeBack } from '../draft/draft';
import { draftStore } from '../draft/use-draft';

type Upload = Schema<'Upload'>;

interface BackButtonProps {
  /** It has ended, and not all of its contacts are known to be in the campaign. */
  readonly upload: Upload;
  readonly onBack: () => void;
}

const MAY_BE_IN: readonly Upload['state'][] = ['succeeded', 'unconfirmed'];
const LABEL = 'Back to the contacts';

/** Leads to the draft that the upload was made of, as it was. Where some of it may be in the campaign, it asks before. */
export function BackButton({ upload, onBack }: BackButtonProps) {
  const { campaignName } = upload;
  function goBack() {
    const { kind, sentence, next } = describeProgress(upload, Date.now());
    const lastTry = {
      id: upload.id,
      kind: kind === 'warning' || kind === 'error' ? kind : ('info' as const),
      title: titleOf(upload, kind),
      sentence,
      ...(next === undefined ? {} : { next }),
    };
    draftStore.update((draft) => takeBack(draft, lastTry));
    onBack();
  }
  if (upload.dryRun === true || !isPartlyIn(upload, MAY_BE_IN)) {
    return (
      <Button kind="primary" onClick={goBack}>
        {LABEL}
      </Button>
    );
  }
  return (
    <ConfirmButton
      label={LABEL}
      title="Some of these contacts may be in the campaign already"
      confirmLabel="Go back to them"
      closeLabel="Stay here"
      kind="primary"
      onConfirm={() => {
        goBack();
        return Promise.resolve();
      }}
    >
      <p>
        Look at {campaignName} in CloudAgent before you upload them again: whoever is in it would be called
        twice.
      </p>
      <p>The rows that were not sent can be downloaded here, and uploaded by themselves.</p>
    </ConfirmButton>
  );
}
