import { decodeEscapes } from './decode-escapes';

/** `https://user:password@host/` is how many write basic authentication: the header that stands for it. */
export function basicAuthOf({ username, password }: URL): { readonly authorization?: string } {
  if (username === '' && password === '') return {};
  const userinfo = `${decodeEscapes(username)}:${decodeEscapes(password)}`;
  return { authorization: `Basic ${Buffer.from(userinfo).toString('base64')}` };
}
