import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { announce } from '../../components/announce';
import { Field } from '../../components/field';
import { FormButton } from '../../components/form-button';
import { storeAccount, type Account } from './account-queries';

/** Gives a stored account another API key. */
export function ReplaceKey({ account: { name, username, uploadUrl } }: { readonly account: Account }) {
  const queries = useQueryClient();
  const [apiKey, setApiKey] = useState('');

  async function replace() {
    const address = uploadUrl === undefined ? {} : { uploadUrl };
    await storeAccount(queries, name, { username, apiKey: apiKey.trim(), ...address });
    setApiKey('');
    announce(`The key of ${name} is replaced.`);
  }

  return (
    <FormButton
      label={
        <>
          Replace key<span className="visually-hidden"> of {name}</span>
        </>
      }
      title={`Replace the API key of ${name}`}
      submitLabel="Replace the key"
      onOpen={() => setApiKey('')}
      onSubmit={replace}
    >
      <Field
        label={`New API key of ${username}`}
        hint="Uploads that were accepted before keep the key that they came with."
        type="password"
        autoComplete="off"
        required
        value={apiKey}
        onChange={({ target }) => setApiKey(target.value)}
      />
    </FormButton>
  );
}
