import {
  accountCredentialsSchema,
  accountNameSchema,
  invalidBody,
  ProblemError,
  storedAccountListSchema,
  storedAccountSchema,
  type AccountCredentials,
  type StoredAccount,
} from '@ozonetel-bulk-upload/shared-types';
import { deleteAccount, findAccount, listAccounts, storeAccount } from '../../account/stored-accounts';
import type { AccountDeps } from '../../account/stored-accounts';
import type { Store } from '../../store/open-store';
import type { Transact } from '../../store/unit-of-work';
import { defineRoute, json, type Call, type Route } from '../route';

export interface AccountRouteDeps extends AccountDeps {
  readonly store: Store;
  readonly transact: Transact;
}

const EXAMPLE: StoredAccount = {
  name: 'acme',
  username: 'acme',
  createdAt: '2026-01-05T08:00:00.000Z',
  updatedAt: '2026-01-05T08:00:00.000Z',
  nextFree: '2026-01-05T09:03:10.000Z',
  waiting: 2,
  open: 1,
};

const PATH = '/v1/accounts/{name}';
const anAccount = json('StoredAccount', storedAccountSchema, EXAMPLE);

export function accountRoutes(deps: AccountRouteDeps): Route[] {
  const { store, transact } = deps;
  const show = async (name: string): Promise<StoredAccount> => {
    const account = await findAccount(store.db, deps, { name, now: await store.now() });
    if (account === undefined) throw unknownAccount();
    return account;
  };
  return [
    defineRoute({
      method: 'get',
      path: '/v1/accounts',
      summary: 'List the stored accounts by name, each with its next turn and its queue',
      responses: {
        200: {
          description: 'Every stored account; a key is never shown',
          body: json('StoredAccountList', storedAccountListSchema, { items: [EXAMPLE] }),
        },
      },
      async handle({ response }) {
        response.json({ items: await listAccounts(store.db, deps, await store.now()) });
      },
    }),
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'A stored account',
      responses: { 200: { description: 'The account, without its key', body: anAccount } },
      async handle({ response, params }) {
        response.json(await show(params['name'] ?? ''));
      },
    }),
    defineRoute({
      method: 'put',
      path: PATH,
      summary: 'Store an Ozonetel account, which uploads then name as {"account": {"name": …}}',
      body: {
        name: 'AccountCredentials',
        schema: accountCredentialsSchema,
        example: { username: 'acme', apiKey: 'the API key of that Ozonetel user' },
      },
      responses: {
        200: {
          description: 'The account was stored; it replaces any account of this name.',
          body: anAccount,
        },
      },
      problems: ['conflict'],
      async handle({ response, params, body }: Call<unknown, AccountCredentials>) {
        const name = params['name'] ?? '';
        const faults = accountNameSchema.safeParse(name).error?.issues ?? [];
        if (faults.length > 0) throw invalidBody(faults.map(({ message }) => ({ path: 'name', message })));
        await transact((work) => storeAccount(deps, work, name, body));
        response.json(await show(name));
      },
    }),
    defineRoute({
      method: 'delete',
      path: PATH,
      summary: 'Delete a stored account; uploads already accepted continue',
      responses: { 204: { description: 'The account was deleted.' } },
      async handle({ response, params }) {
        if (!(await transact((work) => deleteAccount(work, params['name'] ?? '')))) throw unknownAccount();
        response.status(204).end();
      },
    }),
  ];
}

function unknownAccount(): ProblemError {
  return new ProblemError('not_found', 'No account is stored under this name.');
}
