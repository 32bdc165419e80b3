import type { FieldError, ProblemType } from '@ozonetel-bulk-upload/shared-types';

/** What the document shows of each refusal. */
export const PROBLEM_EXAMPLES: Readonly<
  Record<ProblemType, { readonly detail: string; readonly errors?: readonly FieldError[] }>
> = {
  invalid_body: {
    detail: 'campaignName: is missing.',
    errors: [{ path: 'campaignName', message: 'is missing' }],
  },
  unauthorized: { detail: 'Present one of CONNECTOR_API_KEYS as "Authorization: Bearer <key>".' },
  origin_refused: {
    detail:
      "With the console's session, only pages of this service may make changes. If this is its page, set PUBLIC_URL to the address in the browser, or TRUST_PROXY.",
  },
  not_found: { detail: 'There is no upload with this id.' },
  method_not_allowed: { detail: 'PUT is not allowed here: use GET, HEAD, OPTIONS.' },
  request_timeout: { detail: 'The body did not arrive within 300 s. Send the request again.' },
  conflict: {
    detail:
      'An upload can be canceled while nothing of it was sent and it has not ended; this one is "succeeded".',
  },
  idempotency_key_reused: { detail: 'This Idempotency-Key came before, with another request or file.' },
  body_too_large: { detail: 'The body is too large: give the file by URL, or as the multipart part file.' },
  unsupported_media_type: { detail: 'Send the body as application/json.' },
  too_many_requests: {
    detail: 'Too many requests with this API key (RATE_LIMIT_PER_MINUTE): try again after Retry-After.',
  },
  headers_too_large: {
    detail: 'The request line and the headers may have 16 KiB together. Shorten the query or the headers.',
  },
  unavailable: { detail: 'The connector is being stopped: send the request again soon.' },
  internal: { detail: 'The connector failed; its log says why. Try again later.' },
};
