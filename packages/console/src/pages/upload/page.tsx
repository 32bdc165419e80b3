import './upload.css';
import { useState } from 'react';
import { focusHeading } from '../../components/focus-heading';
import { Page } from '../../components/page';
import { DraftView } from './draft-view';
import { markSent } from './draft/draft';
import { draftStore } from './draft/use-draft';
import { ProgressView } from './progress/progress-view';
import { keepShownUpload, recallShownUpload, type ShownUpload } from './progress/shown-upload';

/** The guided upload: one screen until the contacts are sent, and one that shows how that proceeds. */
export default function UploadPage() {
  const [shown, setShown] = useState(recallShownUpload);

  function show(next: ShownUpload | undefined) {
    keepShownUpload(next);
    setShown(next);
    // What had the focus is not on the other screen.
    focusHeading();
  }
  function begin(file?: File) {
    show(undefined);
    if (file !== undefined) void draftStore.setSource({ kind: 'file', file });
  }

  return (
    <Page title="Upload a spreadsheet">
      {shown === undefined ? (
        <DraftView
          onSent={(id) => {
            draftStore.update((draft) => markSent(draft, id));
            show({ id });
          }}
        />
      ) : (
        <ProgressView key={shown.id} shown={shown} onDraft={begin} onShow={show} />
      )}
    </Page>
  );
}
