import { isHarmlessAddress, isPublicAddress, isRefusedHost } from '../../src/net/address-policy';
import { REFUSED_NAMES } from '../../src/net/address-rules';

const METADATA_V4 = ['169.254.169.254', '169.254.170.2', '168.63.129.16', '100.100.100.200', '192.0.0.192'];
const METADATA_V6 = [
  'fd20:ce::254',
  'fd00:ec2::23',
  'fd00:ec2::253',
  'fd00:ec2::254',
  'fd00:42::42',
  'fd00:c1::a9fe:a9fe',
  'fd00:a9fe:a9fe::1',
  'fe80::a9fe:a9fe',
  'fe80::1%eth0',
];
/** 169.254.169.254 in every form that carries an IPv4 address. */
const EMBEDDED = [
  '::a9fe:a9fe',
  '::ffff:a9fe:a9fe',
  '::ffff:169.254.169.254',
  '::ffff:0:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '64:ff9b:1:a9fe:a9:fe00::',
  '64:ff9b:1:a9:fe:a9fe::',
  '64:ff9b:1:0:a9:fea9:fe00:0',
  '2002:a9fe:a9fe::1',
  '2001:0:a9fe:a9fe::1',
  'fd12::5efe:a9fe:a9fe',
  '2600:1::200:5efe:169.254.169.254',
  '2600:1::a9fe:a9fe',
  '2600:1234:a9fe:a9fe::',
  'fd12:3456:789a:1:2:3:a9fe:a9fe',
];

describe('a metadata or link-local address is refused under both policies', () => {
  it.each([...METADATA_V4, ...METADATA_V6, ...EMBEDDED])('%s', (address) => {
    expect([isPublicAddress(address), isHarmlessAddress(address)]).toEqual([false, false]);
  });

  it.each(['168.63.129.16', '100.100.100.200', '192.0.0.192'])('%s carried by IPv6', (address) => {
    const forms = [`::${address}`, `::ffff:${address}`, `::ffff:0:${address}`, `64:ff9b::${address}`];
    expect(forms.filter(isHarmlessAddress)).toEqual([]);
  });

  it.each([...REFUSED_NAMES, 'METADATA.google.internal.', 'metadata.goog..'])('the name %s', (hostname) => {
    for (const policy of ['fetch', 'relay'] as const) {
      const target = { protocol: 'http:', hostname, port: '' };
      expect(isRefusedHost(target, { policy, allowedHosts: [hostname] })).toBe(true);
    }
  });

  it.each([
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.43518',
    '１６９.２５４.１６９.２５４',
    '169。254。169。254',
    '[::FFFF:A9FE:A9FE]',
    '[0:0:0:0:0:ffff:169.254.169.254]',
  ])('spelled %s in a URL', (host) => {
    const target = new URL(`http://${host}/`);
    expect(isRefusedHost(target, { policy: 'relay', allowedHosts: [] })).toBe(true);
  });
});

describe('an address that n8n may have is posted to, and not fetched from', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.17.0.2',
    '192.168.1.7',
    '100.64.0.1',
    '::1',
    'fd12:3456:789a::7',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    'fd12::200:5efe:10.0.0.1',
    '2002:a00:1::1',
  ])('%s', (address) => {
    expect([isPublicAddress(address), isHarmlessAddress(address)]).toEqual([false, true]);
  });
});

describe('a public address is allowed under both policies', () => {
  it.each([
    '93.184.216.34',
    '2606:2800:220:1::1',
    '2a00:1450:4001:80b::200e',
    '::ffff:93.184.216.34',
    '64:ff9b::93.184.216.34',
  ])('%s', (address) => {
    expect([isPublicAddress(address), isHarmlessAddress(address)]).toEqual([true, true]);
  });
});

it.each(['', 'nonsense', '127.1', '0177.0.0.1', '1.2.3.4.5', '256.1.1.1', ':::', '::g'])(
  '"%s" is not an address, and refused',
  (text) => expect([isPublicAddress(text), isHarmlessAddress(text)]).toEqual([false, false]),
);
