import { Alert } from '../components/alert';

/** Says why a filter of the address is not applied. */
export function DroppedFilter({ isDropped }: { readonly isDropped: boolean }) {
  if (!isDropped) return null;
  return (
    <Alert kind="info">
      The address had a phone number, which was taken out: browsers and proxies keep addresses. Uploads are
      not searched for phone numbers.
    </Alert>
  );
}
