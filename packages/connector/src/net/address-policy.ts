import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { EMBEDDED_FORMS, REFUSED_NAMES, REFUSED_RANGES, TRANSLATED_OFFSETS } from './address-rules';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * `fetch`: public unicast addresses only, unless `allowedHosts` lists the host. `relay`: private addresses too;
 * where `allowedHosts` is not empty, only its hosts. Neither ever allows link-local and metadata addresses.
 */
export interface AddressPolicy {
  readonly policy: 'fetch' | 'relay';
  /** `host` or `host:port`, an IPv6 host in brackets. */
  readonly allowedHosts: readonly string[];
}

/** Where a connection is to go; `port` is empty for the default of the protocol. */
export interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
}

const REFUSED = REFUSED_RANGES.map(({ range }) => ipaddr.parseCIDR(range));
const FORMS = EMBEDDED_FORMS.map((form) => ({ ...form, range: ipaddr.parseCIDR(form.prefix) }));
const LOOPBACK_V6 = ['::', '::1'];
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Which addresses the target may have; undefined if the host itself is refused. */
export function allowanceOf(
  { hostname, protocol, port }: Target,
  { policy, allowedHosts }: AddressPolicy,
): ((address: string) => boolean) | undefined {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  if (REFUSED_NAMES.includes(name)) return undefined;
  // undici takes the brackets off.
  const host = isIP(name) === 6 ? `[${name}]` : name;
  const listed = [name, host, `${host}:${port || (protocol === 'https:' ? '443' : '80')}`];
  const isListed = allowedHosts.some((allowed) => listed.includes(allowed.toLowerCase()));
  if (policy === 'fetch' && !isListed) return isLocalName(name) ? undefined : isPublicAddress;
  if (policy === 'fetch') return isHarmlessAddress;
  return isListed || allowedHosts.length === 0 ? isHarmlessAddress : undefined;
}

/** Whether the host itself is refused, by its name or as a literal address: known before any look-up. */
export function isRefusedHost(target: Target, policy: AddressPolicy): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const isAllowed = allowanceOf({ ...target, hostname: host }, policy);
  return isAllowed === undefined || (isIP(host) !== 0 && !isAllowed(host));
}

/** RFC 6761: such a name is this machine, though not every resolver knows it. */
function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Whether an address may be fetched from: public unicast only, and so is every IPv4 address that it carries. */
export function isPublicAddress(text: string): boolean {
  const address = parse(text);
  if (address === undefined || isRefused(address)) return false;
  if (address.kind() === 'ipv4') return isPublicV4(address);
  const v6 = address as ipaddr.IPv6;
  // A host with IPv4 only is reached by one of these where a network has no IPv4 (DNS64), or by its mapped form.
  const isTranslated = v6.isIPv4MappedAddress() || v6.match(NAT64);
  if (!isTranslated && !(v6.range() === 'unicast' && v6.match(GLOBAL_UNICAST_V6))) return false;
  return embeddedIn(v6).every(isPublicV4);
}

/** Whether an address is neither a metadata service nor a neighbor on the same link. */
export function isHarmlessAddress(text: string): boolean {
  const address = parse(text);
  return address !== undefined && !isRefused(address);
}

function isPublicV4(address: Address): boolean {
  return address.range() === 'unicast' && !matchesRefused(address);
}

function isRefused(address: Address): boolean {
  if (matchesRefused(address)) return true;
  if (address.kind() === 'ipv4') return false;
  const v6 = address as ipaddr.IPv6;
  return embeddedIn(v6).some(matchesRefused) || possiblyTranslated(v6).some(isCredentialStore);
}

function matchesRefused(address: Address): boolean {
  return REFUSED.some((range) => range[0].kind() === address.kind() && address.match(range));
}

/** The IPv4 addresses that a known form carries. */
function embeddedIn(address: ipaddr.IPv6): ipaddr.IPv4[] {
  if (LOOPBACK_V6.includes(address.toString())) return [];
  const bytes = address.toByteArray();
  return FORMS.filter(
    ({ range, interfaceId }) =>
      address.match(range as [ipaddr.IPv6, number]) &&
      (interfaceId ?? []).every((byte, index) => bytes[8 + index] === byte),
  ).flatMap(({ offsets }) => offsets.map((places) => pick(bytes, places)));
}

/** A network may translate under a prefix of its own, which nothing marks: each place that RFC 6052 allows. */
function possiblyTranslated(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes = address.toByteArray();
  const isZeroFrom = (from: number) => bytes[8] === 0 && bytes.slice(from).every((byte) => byte === 0);
  return TRANSLATED_OFFSETS.filter((places) => {
    const last = places.at(-1) ?? 0;
    return last === 15 || isZeroFrom(Math.max(last, 8) + 1);
  }).map((places) => pick(bytes, places));
}

/** The addresses that are worth refusing on a guess: an ordinary address looks like one of them once in 65,536. */
function isCredentialStore(address: ipaddr.IPv4): boolean {
  return matchesRefused(address) && !['multicast', 'broadcast'].includes(address.range());
}

function pick(bytes: readonly number[], places: readonly number[]): ipaddr.IPv4 {
  return new ipaddr.IPv4(places.map((place) => bytes[place] ?? 0));
}

/** Only the spellings that a connection takes: no octal, no missing part. A zone (`fe80::1%eth0`) is let go. */
function parse(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : ipaddr.parse(bare);
}
