import { Link } from 'wouter';
import { Alert } from '../../components/alert';
import type { Draft } from './draft/draft';

/** The result of the last attempt to send the contacts, above the draft that the user works on again. */
export function LastTry({ of }: { readonly of: NonNullable<Draft['lastTry']> }) {
  const { id, kind, title, sentence, next } = of;
  return (
    <Alert kind={kind} title={title}>
      <p>{sentence}</p>
      {next !== undefined && <p>{next}</p>}
      <Link href={`/uploads/${id}`}>All details</Link>
    </Alert>
  );
}
