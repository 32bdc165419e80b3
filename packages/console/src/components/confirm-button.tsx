import { type ReactNode, useState } from 'react';
import { messageOf } from '../api/api-problem';
import { Alert } from './alert';
import { Button } from './button';
import { Dialog } from './dialog';

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
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  function open() {
    setProblem(undefined);
    setOpen(true);
  }
  async function confirm() {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
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
          <Button kind={kind} isBusy={isBusy} onClick={() => void confirm()}>
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
