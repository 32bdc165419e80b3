/** A server has sent more 1xx responses than any that would answer. */
export class TooManyInformationalError extends Error {
  override readonly name = 'TooManyInformationalError';
  readonly code = 'TOO_MANY_1XX';

  constructor() {
    super(`More than ${MAX_INFORMATIONAL} informational responses came before an answer.`);
  }
}

/** A server that stores a file says "processing" now and then; each costs time to read, and no other bound counts them. */
const MAX_INFORMATIONAL = 20;

/** The `onInfo` of one request of undici: it fails with a TooManyInformationalError. */
export function limitInformational(): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > MAX_INFORMATIONAL) throw new TooManyInformationalError();
  };
}
