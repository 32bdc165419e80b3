import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { messageOf } from '../api/api-problem';
import { Alert } from './alert';
import { Button } from './button';
import { Dialog } from './dialog';

interface FormButtonProps {
  /** Of the button that opens the form. */
  readonly label: ReactNode;
  readonly kind?: 'primary' | 'secondary';
  readonly title: string;
  readonly submitLabel: string;
  /** The fields begin anew. */
  readonly onOpen: () => void;
  /** What it throws is shown above the fields, which stay as they are. */
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
}

/** A button that opens a form in a dialog. Afterwards the focus is on the button again. */
export function FormButton(props: FormButtonProps) {
  const { label, kind = 'secondary', title, submitLabel, onOpen, onSubmit, children } = props;
  const form = useId();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  function open() {
    onOpen();
    setProblem(undefined);
    setOpen(true);
  }
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit();
      setOpen(false);
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button kind={kind} onClick={open}>
        {label}
      </Button>
      <Dialog
        title={title}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <Button type="submit" form={form} kind="primary" isBusy={isBusy}>
            {submitLabel}
          </Button>
        }
      >
        <form id={form} className="stack" onSubmit={(event) => void submit(event)}>
          {problem !== undefined && <Alert kind="error">{problem}</Alert>}
          {children}
        </form>
      </Dialog>
    </>
  );
}
