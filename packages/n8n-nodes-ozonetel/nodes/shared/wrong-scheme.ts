/** What a server that speaks plain http is answered to a TLS handshake, as OpenSSL and BoringSSL call it. */
const NOT_TLS =
  /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|unknown[ _]protocol|http[ _]request/i;

/** What nginx, Apache and Go answer, with status 400, to plain http at a port of https. */
const NOT_PLAIN =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server/i;

const USE_HTTP = 'This address does not speak https: use http:// instead.';
export const USE_HTTPS = 'This address speaks https: use https:// instead of http://.';
const PERHAPS_HTTPS = 'If this address speaks https, it must begin with https://.';

/** What is wrong with the first letters of an address, by the texts of a request that failed; undefined if nothing is. */
export function findWrongScheme(messages: readonly string[]): string | undefined {
  return messages.some((message) => NOT_TLS.test(message)) ? USE_HTTP : undefined;
}

/** A TLS server that is spoken to in plain hangs up without a word: Node's do. */
export function suspectWrongScheme(address: string, messages: readonly string[]): string | undefined {
  const isPlain = /^http:\/\//i.test(address);
  return isPlain && messages.some((message) => /socket hang up|ECONNRESET/.test(message))
    ? PERHAPS_HTTPS
    : undefined;
}

/** Whether a port of https has refused plain http: what was sent has been understood by nobody. */
export function isPlainRefused(status: number, body: unknown): boolean {
  return status === 400 && NOT_PLAIN.test(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}
