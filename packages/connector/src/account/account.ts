import { createHash } from 'node:crypto';

/** The key of an account: an Ozonetel user name at one upload URL. The slot and the pace belong to it. */
export function accountOf(uploadUrl: string, username: string): string {
  return createHash('sha256')
    .update(JSON.stringify([uploadUrl, username]))
    .digest('base64url')
    .slice(0, 24);
}
