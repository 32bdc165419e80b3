import { decodeEscapes } from './decode-escapes';

/** The `Authorization` header for the user and password of `https://user:password@host/`. */
export function basicAuthOf({ username, password }: URL): { readonly authorization?: string } {
  if (username === '' && password === '') return {};
  const userinfo = `${decodeEscapes(username)}:${decodeEscapes(password)}`;
  return { authorization: `Basic ${Buffer.from(userinfo).toString('base64')}` };
}
