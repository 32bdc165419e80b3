const SHOWN = 'upload.shown';
const STOP = 'upload.stopping';

export interface ShownUpload {
  readonly id: string;
  /** The upload that stops its campaign, where the user asked for that. */
  readonly stopId?: string;
}

/** The upload that this tab was showing before a reload. */
export function recallShownUpload(): ShownUpload | undefined {
  const id = window.sessionStorage.getItem(SHOWN);
  const stopId = window.sessionStorage.getItem(STOP);
  if (id === null) return undefined;
  return { id, ...(stopId === null ? {} : { stopId }) };
}

export function keepShownUpload(shown: ShownUpload | undefined): void {
  keep(SHOWN, shown?.id);
  keep(STOP, shown?.stopId);
}

function keep(key: string, id: string | undefined): void {
  try {
    if (id === undefined) window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, id);
  } catch {
    // A full storage: after a reload the upload is found on the page Uploads.
    window.sessionStorage.removeItem(key);
  }
}
