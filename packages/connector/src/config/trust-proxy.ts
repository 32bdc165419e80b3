import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Express' own names for ranges of private addresses. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];
const MAX_HOPS = 10;
const RULE = `must be a number of proxies from 1 to ${MAX_HOPS}, or addresses, CIDR ranges, ${RANGES.join(', ')}`;

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
  if (!/[.:]/.test(entry)) return false;
  if (!entry.includes('/')) return ipaddr.isValid(entry);
  // A range of everything would trust each caller.
  return ipaddr.isValidCIDR(entry) && !entry.endsWith('/0');
}
