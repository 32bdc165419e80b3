import { type SubmitEvent, useState } from 'react';
import { messageOf } from '../api/api-problem';
import { Alert } from '../components/alert';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { signIn } from './session';

/** Asks for a key of the connector. @param onSignedIn hears that the connector accepted it */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(key.trim());
      setKey('');
      onSignedIn();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {problem !== undefined && <Alert kind="error">{problem}</Alert>}
      <Field
        label="Connector key"
        hint="One of CONNECTOR_API_KEYS. Whoever runs the connector can give you one."
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
