import { useEffect, useSyncExternalStore } from 'react';
import { onSignOut } from '../../../session/session';
import type { Draft } from './draft';
import { DraftStore } from './draft-store';

export const draftStore = new DraftStore(window.sessionStorage);
onSignOut(draftStore.clear);

/** The draft of this tab, and how to change it. */
export function useDraft(): { draft: Draft; update: DraftStore['update'] } {
  const draft = useSyncExternalStore(draftStore.subscribe, draftStore.get);
  return { draft, update: draftStore.update };
}

/** Keeps the draft when the page is left, and asks before contacts that were not sent are lost with the tab. */
export function useKeptDraft({ source }: Draft): void {
  const hasFile = source?.kind === 'file';
  useEffect(() => {
    window.addEventListener('pagehide', draftStore.keep);
    return () => window.removeEventListener('pagehide', draftStore.keep);
  }, []);
  useEffect(() => {
    if (!hasFile) return;
    const warn = (event: BeforeUnloadEvent) => {
      draftStore.keep();
      event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [hasFile]);
}
