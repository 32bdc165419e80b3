import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Express' own names for ranges of private addresses. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];
const MAX_HOPS = 10;
/** Bits of the shortest prefixes: a few wider ranges are everybody, and then each caller could choose an address. */
const MIN_PREFIX = { ipv4: 8, ipv6: 16, privateIpv6: 7 };
const PRIVATE_IPV6 = ['uniqueLocal', 'linkLocal'];
const RULE =
  `must be a number of proxies from 1 to ${MAX_HOPS}, or addresses, CIDR ranges (not wider than ` +
  `/${MIN_PREFIX.ipv4}, for IPv6 /${MIN_PREFIX.ipv6}), ${RANGES.join(', ')}`;

/**
 * `TRUST_PROXY` as Express takes it: how many proxies stand before the connector, or which addresses they have;
 * false if X-Forwarded-For is ignored. "All" is not offered: then each caller could choose an address.
 */
export const trustProxySchema = z.string().transform((text, context): number | string[] | false => {
  const entries = text.split(',').map((entry) => entry.trim());
  if (text === '') return false;
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_HOPS) return Number(text);
  if (entries.every(isRange)) return entries;
  context.addIssue({ code: 'custom', message: RULE });
  return z.NEVER;
});

function isRange(entry: string): boolean {
  if (RANGES.includes(entry)) return true;
  const [address = '', prefix, ...rest] = entry.split('/');
  // Only what Express takes: four parts, and no zone.
  if (isIP(address) === 0 || address.includes('%') || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && isNarrow(address, Number(prefix)));
}

function isNarrow(address: string, prefix: number): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return prefix >= MIN_PREFIX.ipv4 && prefix <= 32;
  // IPv4 addresses in the form of IPv6: 96 bits stand before them.
  if ((parsed as ipaddr.IPv6).isIPv4MappedAddress()) return prefix >= 96 + MIN_PREFIX.ipv4 && prefix <= 128;
  const least = PRIVATE_IPV6.includes(parsed.range()) ? MIN_PREFIX.privateIpv6 : MIN_PREFIX.ipv6;
  return prefix >= least && prefix <= 128;
}
