/**
 * Why an address cannot be asked for; undefined if it can. Node's URL accepts much that is a typing mistake
 * (`https:/host`, `https://host name` no more), and n8n's client fails late, and without saying where.
 */
export function findAddressFault(address: string): string | undefined {
  if (address === '') return 'It is empty.';
  if (!/^https?:\/\//i.test(address)) return 'It must begin with https:// or http://.';
  if (/\s/.test(address)) return 'It contains a space.';
  if (!URL.canParse(address)) return 'It is not a complete URL.';
  return undefined;
}
