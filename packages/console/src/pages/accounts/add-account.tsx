import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { announce } from '../../components/announce';
import { Field } from '../../components/field';
import { FormButton } from '../../components/form-button';
import { storeAccount, type Account } from './account-queries';

const EMPTY = { name: '', username: '', apiKey: '', uploadUrl: '' };

/** Stores another account. */
export function AddAccount({ existing }: { readonly existing: readonly Account[] }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState(EMPTY);

  async function add() {
    const name = draft.name.trim();
    if (existing.some((account) => account.name === name))
      throw new Error(`${name} is stored already. Choose another name, or replace its key in the list.`);
    const uploadUrl = draft.uploadUrl.trim();
    await storeAccount(queries, name, {
      username: draft.username.trim(),
      apiKey: draft.apiKey.trim(),
      ...(uploadUrl === '' ? {} : { uploadUrl }),
    });
    setDraft(EMPTY);
    announce(`${name} is stored.`);
  }
  const field = (member: keyof typeof EMPTY) => ({
    value: draft[member],
    autoComplete: 'off',
    onChange: ({ target }: { target: HTMLInputElement }) => setDraft({ ...draft, [member]: target.value }),
  });

  return (
    <FormButton
      label="Add an account"
      kind="primary"
      title="Add an Ozonetel account"
      submitLabel="Store the account"
      onOpen={() => setDraft(EMPTY)}
      onSubmit={add}
    >
      <Field
        label="Name"
        hint="How uploads name it: letters, digits, “.”, “_” and “-”."
        required
        {...field('name')}
      />
      <Field label="CloudAgent user name" required {...field('username')} />
      <Field
        label="API key"
        hint="Whoever administers CloudAgent can give it to you."
        type="password"
        required
        {...field('apiKey')}
      />
      <Field
        label="Upload address (optional)"
        hint="Only where Ozonetel gave you another one than the connector uses. Ask whoever runs the connector to add it to OZONETEL_ALLOWED_UPLOAD_URLS first."
        type="url"
        {...field('uploadUrl')}
      />
    </FormButton>
  );
}
