const KEY = 'upload.shown';

/** The upload that this tab was showing before a reload. */
export function recallShownUpload(): string | undefined {
  return window.sessionStorage.getItem(KEY) ?? undefined;
}

export function keepShownUpload(id: string | undefined): void {
  try {
    if (id === undefined) window.sessionStorage.removeItem(KEY);
    else window.sessionStorage.setItem(KEY, id);
  } catch {
    // A full storage: after a reload the upload is found on the page Uploads.
    window.sessionStorage.removeItem(KEY);
  }
}
