import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { Alert } from './alert';
import { Button } from './button';
import { Dialog } from './dialog';
import { useAction } from './use-action';

interface FormButtonProps {
  /** Of the button that opens the form. */
  readonly label: ReactNode;
  readonly kind?: 'primary' | 'secondary';
  readonly title: string;
  readonly submitLabel: string;
  /** Resets the fields. */
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
  const { run, isBusy, problem, clear } = useAction(async () => {
    await onSubmit();
    setOpen(false);
  });

  function open() {
    onOpen();
    clear();
    setOpen(true);
  }
  function submit(event: SubmitEvent) {
    event.preventDefault();
    void run();
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
        <form id={form} className="stack" onSubmit={submit}>
          {problem !== undefined && <Alert kind="error">{problem}</Alert>}
          {children}
        </form>
      </Dialog>
    </>
  );
}
