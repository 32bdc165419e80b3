import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button';
import { focusHeading } from './focus-heading';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** The user closed it: Escape, or the button. */
  readonly onClose: () => void;
  /** For what is shown only once: the button alone closes it. */
  readonly ignoresEscape?: boolean;
  readonly closeLabel?: string;
  /** Buttons after the one that closes. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog. The browser keeps the focus inside, and returns it when the dialog closes. */
export function Dialog(props: DialogProps) {
  const { title, isOpen, onClose, ignoresEscape = false, closeLabel = 'Cancel', actions, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const around = useRef<HTMLElement | null>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (isOpen && !element.open) {
      around.current = aroundFocus();
      element.showModal();
    }
    if (!isOpen && element.open) {
      element.close();
      // What had the focus before may have left the page meanwhile.
      if (document.activeElement !== document.body) return;
      if (around.current?.isConnected === true) around.current.focus({ preventScroll: true });
      else focusHeading();
    }
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        // A file input inside fires `cancel` too, and it bubbles.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        if (!ignoresEscape) onClose();
      }}
      onKeyDown={(event) => {
        // A browser closes a dialog at the second Escape, whatever is made of the first.
        if (ignoresEscape && event.key === 'Escape') event.preventDefault();
      }}
    >
      {isOpen && (
        <div className="stack">
          <h2 id={id}>{title}</h2>
          {children}
          <div className="actions">
            <Button onClick={onClose}>{closeLabel}</Button>
            {actions}
          </div>
        </div>
      )}
    </dialog>
  );
}

/** What takes the focus beside the field that has it, as the cell of a grid does: the field may leave with the focus. */
function aroundFocus(): HTMLElement | null {
  return document.activeElement?.parentElement?.closest<HTMLElement>('[tabindex]:not(main)') ?? null;
}
