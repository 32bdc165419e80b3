import { fileHeadersSchema } from '../../src';

const pathsOf = (headers: object) =>
  fileHeadersSchema.safeParse(headers).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('a header of a download', () => {
  it.each([
    'Host',
    'host',
    'CONNECTION',
    'Content-Length',
    'Transfer-Encoding',
    'Expect',
    'Upgrade',
    'TE',
    'Trailer',
    'Keep-Alive',
    'HTTP2-Settings',
    'Proxy-Authorization',
    'proxy-connection',
  ])('%s is refused by its name, whatever else is given', (name) => {
    expect(pathsOf({ Authorization: 'Bearer x', [name]: 'x' })).toEqual([name]);
  });

  it.each(['a\r\nHost: x', 'a\nb', 'a\0b', 'é😀', '\x7f'])('with the value %j is refused', (value) => {
    expect(pathsOf({ 'X-Key': value })).toEqual(['X-Key']);
  });

  it.each(['', 'a b', 'a:b', 'a\r\nHost', 'é'])('with the name %j is refused', (name) => {
    expect(pathsOf({ [name]: 'x' })).toEqual([name]);
  });

  it('that says who asks, or that the host has made up, is taken', () => {
    const headers = { Authorization: 'Basic x', Cookie: 'a=b', 'X-Hostname': 'x', 'User-Agent': 'é' };
    expect(fileHeadersSchema.parse(headers)).toEqual(headers);
  });
});
