import { type ReactNode, useState } from 'react';
import { Alert } from './alert';
import { Button } from './button';
import { Dialog } from './dialog';
import { useAction } from './use-action';

interface ConfirmButtonProps {
  /** Of the button that asks. */
  readonly label: ReactNode;
  /** The question. */
  readonly title: string;
  /** Of the button that does it. */
  readonly confirmLabel: string;
  readonly closeLabel?: string;
  readonly kind?: 'primary' | 'danger';
  /** Does it. What it throws is shown in the dialog, which stays open. */
  readonly onConfirm: () => Promise<void>;
  /** Says what happens. */
  readonly children: ReactNode;
}

/** A button for what needs a second thought. Afterwards the focus is on it again. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, title, confirmLabel, closeLabel = 'Cancel', kind = 'danger', onConfirm, children } = props;
  const [isOpen, setOpen] = useState(false);
  const { run, isBusy, problem, clear } = useAction(async () => {
    await onConfirm();
    setOpen(false);
  });

  function open() {
    clear();
    setOpen(true);
  }

  return (
    <>
      <Button onClick={open}>{label}</Button>
      <Dialog
        title={title}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        closeLabel={closeLabel}
        actions={
          <Button kind={kind} isBusy={isBusy} onClick={() => void run()}>
            {confirmLabel}
          </Button>
        }
      >
        {children}
        {problem !== undefined && <Alert kind="error">{problem}</Alert>}
      </Dialog>
    </>
  );
}
