/*
 * The one table of addresses and names that are special to us. What IANA's registries reserve (private, loopback,
 * documentation, …) comes from ipaddr.js; here is what those registries do not know: where clouds keep credentials,
 * and how IPv6 addresses carry IPv4 ones.
 */

interface AddressRule {
  /** An address or a prefix in CIDR notation. */
  readonly range: string;
  readonly what: string;
  readonly source: string;
}

/** Never connected to, under any policy and whatever a configuration allows. */
export const REFUSED_RANGES: readonly AddressRule[] = [
  { range: '169.254.0.0/16', what: 'link-local, all clouds', source: 'RFC 3927; IMDS 169.254.169.254' },
  { range: 'fe80::/10', what: 'link-local', source: 'RFC 4291, 2.5.6; OpenStack fe80::a9fe:a9fe' },
  { range: '224.0.0.0/4', what: 'multicast', source: 'RFC 5771' },
  { range: 'ff00::/8', what: 'multicast', source: 'RFC 4291, 2.7' },
  { range: '255.255.255.255/32', what: 'broadcast', source: 'RFC 919' },
  { range: '2001::/32', what: 'Teredo: carries two IPv4 addresses', source: 'RFC 4380' },
  { range: '168.63.129.16/32', what: 'Azure WireServer', source: 'Azure: What is IP address 168.63.129.16?' },
  { range: '100.100.100.200/32', what: 'Alibaba Cloud', source: 'Alibaba ECS: instance metadata' },
  { range: '192.0.0.192/32', what: 'Oracle Cloud Classic', source: 'Oracle Compute Classic: metadata' },
  {
    range: 'fd00:ec2::/32',
    what: 'AWS: ::254 IMDS, ::23 EKS pod identity, ::253 DNS',
    source: 'AWS EC2, EKS',
  },
  { range: 'fd20:ce::/48', what: 'Google Cloud ::254', source: 'Google Compute Engine: metadata, IPv6' },
  { range: 'fd00:42::42/128', what: 'Scaleway', source: 'Scaleway: instance metadata, IPv6' },
  { range: 'fd00:c1::/32', what: 'Oracle Cloud ::a9fe:a9fe', source: 'OCI: instance metadata, IPv6' },
  { range: 'fd00:a9fe:a9fe::/48', what: 'Akamai (Linode) ::1', source: 'Akamai: metadata service, IPv6' },
];

/** Names of metadata services, refused before anyone is asked where they are. */
export const REFUSED_NAMES: readonly string[] = [
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
  'api.metadata.cloud.ibm.com',
  'metadata.azure.internal',
  'rancher-metadata',
];

/** An IPv6 address that embeds an IPv4 address: a connection to it reaches the IPv4 address. */
interface EmbeddedForm {
  readonly prefix: string;
  /** Bits that must be as in the prefix, after its length: for forms that are known by their interface id. */
  readonly interfaceId?: readonly number[];
  /** Where the four bytes are; several where the form leaves it open. */
  readonly offsets: readonly (readonly number[])[];
  readonly source: string;
}

const LAST_FOUR = [12, 13, 14, 15];

/** RFC 6052, 2.2: where prefixes of 32 to 96 bits put the IPv4 address, around the byte that must be zero. */
export const TRANSLATED_OFFSETS: readonly (readonly number[])[] = [
  [4, 5, 6, 7],
  [5, 6, 7, 9],
  [6, 7, 9, 10],
  [7, 9, 10, 11],
  [9, 10, 11, 12],
  LAST_FOUR,
];

export const EMBEDDED_FORMS: readonly EmbeddedForm[] = [
  { prefix: '::ffff:0:0/96', offsets: [LAST_FOUR], source: 'RFC 4291, 2.5.5.2: IPv4-mapped' },
  { prefix: '::/96', offsets: [LAST_FOUR], source: 'RFC 4291, 2.5.5.1: IPv4-compatible' },
  { prefix: '::ffff:0:0:0/96', offsets: [LAST_FOUR], source: 'RFC 2765, 2.1: IPv4-translated' },
  { prefix: '64:ff9b::/96', offsets: [LAST_FOUR], source: 'RFC 6052, 2.1: NAT64' },
  { prefix: '64:ff9b:1::/48', offsets: TRANSLATED_OFFSETS.slice(2), source: 'RFC 8215: local NAT64' },
  { prefix: '2002::/16', offsets: [[2, 3, 4, 5]], source: 'RFC 3056: 6to4' },
  { prefix: '::/0', interfaceId: [0, 0, 0x5e, 0xfe], offsets: [LAST_FOUR], source: 'RFC 5214, 6.1: ISATAP' },
  { prefix: '::/0', interfaceId: [2, 0, 0x5e, 0xfe], offsets: [LAST_FOUR], source: 'RFC 5214, 6.1: ISATAP' },
];
