import { useState } from 'react';
import { Alert } from '../components/alert';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { useAction } from '../components/use-action';
import { hasKeptContacts } from '../pages/upload/draft/keep-draft';
import { askOtherTabs, signOut } from '../session/session';

interface Losses {
  readonly here: boolean;
  readonly elsewhere: boolean;
}

/** Signs out of all tabs of the browser. Asks before, where contacts are lost by it. */
export function SignOut() {
  const [losses, setLosses] = useState<Losses>();
  const { run, isBusy, problem, clear } = useAction(signOut);

  async function ask() {
    const found = { here: hasKeptContacts(window.sessionStorage), elsewhere: await askOtherTabs() };
    if (found.here || found.elsewhere) setLosses(found);
    else await run();
  }
  function close() {
    setLosses(undefined);
    clear();
  }

  return (
    <>
      <Button kind="quiet" isBusy={isBusy} onClick={() => void ask()}>
        Sign out
      </Button>
      <Dialog
        title="Sign out?"
        isOpen={losses !== undefined || problem !== undefined}
        onClose={close}
        closeLabel="Stay signed in"
        actions={
          <Button kind="danger" isBusy={isBusy} onClick={() => void run()}>
            Sign out of all tabs
          </Button>
        }
      >
        {losses?.here === true && (
          <p>
            Signing out discards the contacts of this tab that are not uploaded yet, with their corrections.
          </p>
        )}
        {losses?.elsewhere === true && (
          <p>Another tab has contacts that are not uploaded yet: they are discarded, too.</p>
        )}
        {problem !== undefined && <Alert kind="error">{problem}</Alert>}
      </Dialog>
    </>
  );
}
