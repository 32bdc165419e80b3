import type { ProblemType } from '@ozonetel-bulk-upload/shared-types';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';

/*
 * The routes of the service are a table: its entries are the only place where a method and a path are named.
 * Validation (`mount-routes.ts`), the answer 405 and the OpenAPI document (`openapi.ts`) are derived from it.
 *
 * To add a route: write an entry with `defineRoute` in the file of its resource under `routes/`. A new file is
 * added to `routes.ts`. Give each schema a `name`, which is its name in the document, and an example, which the
 * compiler and a test hold against the schema. Put ids into the path as `{id}` and read them from
 * `call.params`. List in `problems` what this handler refuses by itself; what follows from the entry
 * (`listProblems`) is added to it.
 */

/** A JSON value under a name that the document shows it by. */
export interface NamedSchema<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: Schema;
}

export interface RequestBody<Schema extends z.ZodType = z.ZodType> extends NamedSchema<Schema> {
  readonly example: z.input<Schema>;
  /** Also taken as multipart/form-data, as the part `request` beside a part `file`. The handler reads the body itself. */
  readonly multipart?: true;
}

export type ResponseBody<Schema extends z.ZodType = z.ZodType> =
  | (NamedSchema<Schema> & { readonly example: z.output<Schema> })
  | { readonly contentType: string; readonly example: string };

export interface RouteResponse {
  readonly description: string;
  /** Several, where the caller's `Accept` chooses one. */
  readonly body?: ResponseBody | readonly ResponseBody[];
  /** Name of a header → what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request to a route, with what the table has parsed. */
export interface Call<Query = unknown, Body = unknown> {
  readonly request: Request;
  readonly response: Response;
  /** A member of the path by its name; never missing for a name that the path has. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

export interface Route<Query extends z.ZodObject = z.ZodObject, Body extends z.ZodType = z.ZodType> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As in OpenAPI: `/v1/uploads/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Needs no key. */
  readonly isPublic?: true;
  /** Needs the cookie of a console's session; the handler looks at it. */
  readonly needsSession?: true;
  /** Needs no key, and is in the log of changes all the same. */
  readonly isAudited?: true;
  /** A POST that only asks: it is not in the log of changes. */
  readonly changesNothing?: true;
  /** The query string; each member takes a text. */
  readonly query?: Query;
  /** Request headers that the handler reads: name → what it is for. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody<Body>;
  /** What it answers when it does not refuse, by status. */
  readonly responses: Readonly<Record<number, RouteResponse>>;
  readonly problems?: readonly ProblemType[];
  /** Run in turn when the key is known to be right, before anything is parsed. */
  readonly before?: readonly RequestHandler[];
  handle(call: Call<z.output<Query>, z.output<Body>>): Promise<void> | void;
}

/** Ties the types of query and body to those of the handler. */
export function defineRoute<Query extends z.ZodObject, Body extends z.ZodType>(
  route: Route<Query, Body>,
): Route {
  return route;
}

/** A JSON response; ties the example to its schema. */
export function json<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  example: z.output<Schema>,
): NamedSchema<Schema> & { readonly example: z.output<Schema> } {
  return { name, schema, example };
}

/** What a response may consist of, one body for each content type. */
export function listBodies({ body = [] }: RouteResponse): readonly ResponseBody[] {
  return 'example' in body ? [body] : body;
}

/** Every code that a route may answer, in the order of their statuses: its own, and those that its entry brings. */
export function listProblems({ isPublic, path, query, body, headers, problems = [] }: Route): ProblemType[] {
  const hasParams = path.includes('{');
  const reads = hasParams || query !== undefined || body !== undefined || headers !== undefined;
  return [
    ...new Set<ProblemType>([
      ...(reads ? (['invalid_body'] as const) : []),
      ...(isPublic ? [] : (['unauthorized', 'origin_refused'] as const)),
      ...(hasParams ? (['not_found'] as const) : []),
      ...(body === undefined
        ? []
        : (['request_timeout', 'body_too_large', 'unsupported_media_type'] as const)),
      ...problems,
      ...(isPublic ? [] : (['too_many_requests'] as const)),
      ...(query === undefined ? [] : (['headers_too_large'] as const)),
      'internal',
      ...(isPublic ? [] : (['unavailable'] as const)),
    ]),
  ];
}
