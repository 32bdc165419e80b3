import { createFetching, CSV, names, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterEach(() => fetching.closeServers());
afterAll(() => fetching.remove());

describe('an address that is not public is refused', () => {
  it.each([
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '0',
    '[::]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '127.1',
    '0177.0.0.1',
    '１２７.０.０.１',
    'localhost.',
    'public.example@127.0.0.1',
    '[fe80::1%25eth0]',
    '[::7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '169.254.169.254',
    '169.254.170.2',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[fd12:3456::1]',
    '[ff02::1]',
    '[::ffff:169.254.169.254]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[2001:0:7f00:1::1]',
    'localhost',
    'crm.localhost',
    'METADATA.google.internal.',
    'metadata.google.internal',
    'metadata.goog',
    'instance-data',
  ])('%s', async (host) => {
    let requests = 0;
    const own = await fetching.serve((_, response) => {
      requests += 1;
      response.end(CSV);
    });
    const { code, retryable } = await fetching.refusal(`http://${host}:${own.split(':')[1]}/`);
    expect({ code, retryable, requests }).toEqual({
      code: 'file_address_refused',
      retryable: false,
      requests: 0,
    });
  });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
  ])('also behind a name: %s', async (address) => {
    const lookup = names({ 'rebinding.example': [[address]] });
    const { code, message } = await fetching.refusal('http://rebinding.example/', { lookup });
    expect(code).toBe('file_address_refused');
    expect(message).not.toContain(address);
  });

  it('also where a name has it in its second answer, on the way to a redirect', async () => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(302, { location: '/again', connection: 'close' }).end(),
    );
    const port = host.split(':')[1]!;
    const name = `rebinding.example:${port}`;
    const lookup = names({ 'rebinding.example': [['127.0.0.1'], ['169.254.169.254']] });
    const { code } = await fetching.refusal(`http://${name}/`, { lookup, allowedHosts: [name] });
    expect(code).toBe('file_address_refused');
  });

  it('a private address among public ones of a name is skipped', async () => {
    const host = await fetching.serve((_, response) => response.end(CSV));
    const name = `crm.example:${host.split(':')[1]!}`;
    const lookup = names({ 'crm.example': [['169.254.169.254', 'fd00:ec2::254', '127.0.0.1']] });
    expect((await fetching.fetched(`http://${name}/`, { lookup, allowedHosts: [name] })).text).toBe(CSV);
  });

  it('unless its host is allowed, and at the port alone that is allowed', async () => {
    const host = await fetching.serve((_, response) => response.end(CSV));
    const other = await fetching.serve((_, response) => response.end(CSV));
    const name = host.replace('127.0.0.1', 'localhost');
    const lookup = names({ localhost: [['127.0.0.1']] });
    expect((await fetching.fetched(`http://${host}/`, { allowedHosts: [host] })).text).toBe(CSV);
    expect((await fetching.fetched(`http://${name}/`, { lookup, allowedHosts: ['LOCALHOST'] })).text).toBe(
      CSV,
    );
    for (const allowedHosts of [[host], ['127.0.0'], ['27.0.0.1']]) {
      const { code } = await fetching.refusal(`http://${other}/`, { allowedHosts });
      expect(code).toBe('file_address_refused');
    }
  });

  it.each(['[::1]', '[::1]:1'])('unless it is of IPv6 and allowed in brackets: %s', async (allowed) => {
    const { code } = await fetching.refusal('http://[::1]:1/', { allowedHosts: [allowed] });
    expect(code).toBe('file_unreachable');
  });

  it('even where its host is allowed, if it is link-local or of a metadata service', async () => {
    for (const host of [
      '169.254.169.254',
      '[fe80::1]',
      '[fd00:ec2::254]',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::a9fe:a9fe]',
      '168.63.129.16',
      '100.100.100.200',
      '192.0.0.192',
      'metadata.google.internal',
    ]) {
      const { code } = await fetching.refusal(`http://${host}/`, { allowedHosts: [host] });
      expect([host, code]).toEqual([host, 'file_address_refused']);
    }
  });

  it('also behind a redirect', async () => {
    const host = await fetching.serve((_, response) =>
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
    );
    expect((await fetching.refusal(`http://${host}/`, { allowedHosts: [host] })).code).toBe(
      'file_address_refused',
    );
  });
});
