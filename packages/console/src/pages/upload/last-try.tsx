import { Link } from 'wouter';
import { Alert } from '../../components/alert';
import type { LastTry as Told } from './draft/draft';

/** What became of the contacts when they were sent before, above the draft that the user works on again. */
export function LastTry({ told: { id, kind, title, sentence, next } }: { readonly told: Told }) {
  return (
    <Alert kind={kind} title={title}>
      <p>{sentence}</p>
      {next !== undefined && <p>{next}</p>}
      <Link href={`/uploads/${id}`}>All details</Link>
    </Alert>
  );
}
