import ipaddr from 'ipaddr.js';
import type { Request } from 'express';

/** Bits of an IPv6 address that one subscriber has at least: the rest is theirs to choose. */
const IPV6_PREFIX_PARTS = 4;

/**
 * What is counted as one address: an IPv4 address, or the /64 of an IPv6 one. It is that of the connection, or,
 * behind the proxies of `TRUST_PROXY`, the one that the last of them vouches for.
 */
export function addressOf(request: Request): string {
  return toAddressKey(request.ip) ?? toAddressKey(request.socket.remoteAddress) ?? 'unknown';
}

function toAddressKey(text: string | undefined): string | undefined {
  if (text === undefined || !ipaddr.isValid(text)) return undefined;
  if (!text.includes(':')) return text;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return `${(address as ipaddr.IPv6).parts.slice(0, IPV6_PREFIX_PARTS).join(':')}::/64`;
}
