import createClient from 'openapi-fetch';
import { requestSignIn } from '../session/session';
import { ApiProblem } from './api-problem';
import type { components, paths } from './connector-api';
import { fetchInTime, TimedRequest } from './fetch-in-time';

/** The connector's API, typed by its OpenAPI document. Pass its calls to `call`, which handles refusals. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  Request: TimedRequest,
  fetch: fetchInTime,
});

/** A JSON value of the API by its name in the OpenAPI document. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Makes a request and returns its data. If the session has expired, the user signs in over the page that is
 * open, and the request is made again.
 * @param request makes the request; called again after a sign-in
 * @throws ApiProblem
 */
export async function call<Data>(request: () => Promise<Answer<Data>>): Promise<Data> {
  for (;;) {
    const { data, error, response } = await request().catch((cause: unknown) => {
      // What came is no JSON.
      throw cause instanceof SyntaxError ? ApiProblem.of(undefined, 200) : cause;
    });
    if (response.ok) return data as Data;
    if (response.status !== 401) throw ApiProblem.of(error, response.status);
    await requestSignIn();
  }
}
