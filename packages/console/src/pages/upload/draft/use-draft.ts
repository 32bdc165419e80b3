import { useEffect, useState, useSyncExternalStore } from 'react';
import { onSignOut } from '../../../session/session';
import type { Draft } from './draft';
import { DraftStore } from './draft-store';
import { keepTyped, recallTyped, type TypedField } from './keep-typed';

export const draftStore = new DraftStore(window.sessionStorage);
onSignOut(draftStore.clear);
// Also when the draft is not shown: that it was sent may have been noted a moment ago.
window.addEventListener('pagehide', draftStore.keepChanges);

/** The draft of this tab, and how to change it. */
export function useDraft(): { draft: Draft; update: DraftStore['update'] } {
  const draft = useSyncExternalStore(draftStore.subscribe, draftStore.get);
  return { draft, update: draftStore.update };
}

/** The text of a field that is not part of the draft yet; a reload, or a look at another page, does not lose it. */
export function useTyped(field: TypedField): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => recallTyped(window.sessionStorage, field));
  const type = (next: string) => {
    setText(next);
    keepTyped(window.sessionStorage, field, next);
  };
  return [text, type];
}

/** Asks before contacts that were not sent are lost with the tab. */
export function useLossWarning({ source }: Draft): void {
  const hasFile = source?.kind === 'file';
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
