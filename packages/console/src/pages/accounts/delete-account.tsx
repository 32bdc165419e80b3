import { useQueryClient } from '@tanstack/react-query';
import { announce } from '../../components/announce';
import { ConfirmButton } from '../../components/confirm-button';
import { deleteAccount, type Account } from './account-queries';

/** Forgets a stored account, after a confirmation. */
export function DeleteAccount({ account: { name } }: { readonly account: Account }) {
  const queries = useQueryClient();
  async function remove() {
    await deleteAccount(queries, name);
    announce(`${name} is deleted.`);
  }
  return (
    <ConfirmButton
      label={
        <>
          Delete<span className="visually-hidden"> {name}</span>
        </>
      }
      title={`Delete ${name}?`}
      confirmLabel="Delete the account"
      closeLabel="Keep it"
      onConfirm={remove}
    >
      <p>
        The connector forgets its API key. Uploads that were accepted with it go on; new ones that name {name}{' '}
        are refused.
      </p>
    </ConfirmButton>
  );
}
