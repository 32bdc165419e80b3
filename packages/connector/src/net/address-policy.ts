import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses where clouds keep credentials, outside the link-local ranges that are refused as a whole. */
const METADATA_ADDRESSES = ['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254'];

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address may be fetched from: public unicast alone, nothing that wraps another address. */
export function isPublicAddress(text: string): boolean {
  const address = parse(text);
  if (address === undefined || isMetadata(address)) return false;
  const plain = unwrapMapped(address);
  if (plain.range() !== 'unicast') return false;
  return plain.kind() === 'ipv4' || (plain as ipaddr.IPv6).match(GLOBAL_UNICAST_V6);
}

/** Whether an address is at least no metadata service and no neighbour without a router between. */
export function isHarmlessAddress(text: string): boolean {
  const address = parse(text);
  return address !== undefined && !wrappings(address).some(isForbidden);
}

function isForbidden(address: Address): boolean {
  return isMetadata(address) || ['linkLocal', 'multicast', 'broadcast', 'teredo'].includes(address.range());
}

function isMetadata(address: Address): boolean {
  const plain = unwrapMapped(address).toString();
  return METADATA_ADDRESSES.some((metadata) => ipaddr.parse(metadata).toString() === plain);
}

/** The address, and the IPv4 address that a mapped, NAT64 or 6to4 one stands for. */
function wrappings(address: Address): Address[] {
  if (address.kind() === 'ipv4') return [address];
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052') return [address, new ipaddr.IPv4(bytes.slice(12))];
  if (range === '6to4') return [address, new ipaddr.IPv4(bytes.slice(2, 6))];
  return [address];
}

function unwrapMapped(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const v6 = address as ipaddr.IPv6;
  return v6.isIPv4MappedAddress() ? v6.toIPv4Address() : v6;
}

function parse(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.parse(text) : undefined;
}
