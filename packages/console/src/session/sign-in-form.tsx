import { type SubmitEvent, useState } from 'react';
import { Alert } from '../components/alert';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { useAction } from '../components/use-action';
import { signIn } from './session';

/** Asks for a key of the connector. @param onSignedIn called once the connector has accepted it */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const { run, isBusy, problem } = useAction(async () => {
    await signIn(key.trim());
    setKey('');
    onSignedIn();
  });

  function submit(event: SubmitEvent) {
    event.preventDefault();
    void run();
  }

  return (
    <form className="stack" onSubmit={submit}>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
      <Field
        label="Connector key"
        hint="Ask whoever runs the connector for one (of its setting CONNECTOR_API_KEYS)."
        autoFocus
        type="password"
        autoComplete="current-password"
        required
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Button type="submit" kind="primary" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}
