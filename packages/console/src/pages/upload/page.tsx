import './upload.css';
import { useState } from 'react';
import { focusHeading } from '../../components/focus-heading';
import { Page } from '../../components/page';
import { DraftView } from './draft-view';
import { draftStore } from './draft/use-draft';
import { ProgressView } from './progress/progress-view';
import { keepShownUpload, recallShownUpload } from './progress/shown-upload';

/** The guided upload: one screen until the contacts are sent, and one that shows how that proceeds. */
export default function UploadPage() {
  const [shown, setShown] = useState(recallShownUpload);

  function show(id: string | undefined) {
    keepShownUpload(id);
    setShown(id);
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
            show(id);
            // The contacts are with the connector: the tab need not keep them.
            draftStore.reset();
          }}
        />
      ) : (
        <ProgressView key={shown} id={shown} onNew={begin} onShow={show} />
      )}
    </Page>
  );
}
