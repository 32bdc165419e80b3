import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { ConfigError, loadConfig, type Env } from '../../src/config/load-config';
import { makeFolder } from '../harness/test-connector';

const KEY = 'ab'.repeat(32);
const BASE64 = Buffer.alloc(32, 7).toString('base64');
const ENV = { CONNECTOR_API_KEYS: 'a-key-of-a-caller-1', ENCRYPTION_KEY: KEY };

function faultsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs two secrets, and has a default for all else', () => {
    expect(loadConfig(ENV)).toMatchObject({
      host: '127.0.0.1',
      port: 3100,
      publicUrl: undefined,
      databaseUrl: 'file:./data/connector.sqlite',
      accountIntervalMs: 60_000,
      callbackTimeoutMs: 1_800_000,
      fetchMaxBytes: 52_428_800,
      fetchTimeoutMs: 120_000,
      xlsxMaxInflatedBytes: 536_870_912,
      uploadUrl: 'https://in1-ccaas-bulkupload.ozonetel.com/endpoint/dailer/data/bulk/upload',
    });
    expect(loadConfig(ENV).relayRetryScheduleMs).toHaveLength(12);
    expect(faultsOf({})).toEqual([
      expect.stringMatching(/^CONNECTOR_API_KEYS is required/),
      expect.stringMatching(/^ENCRYPTION_KEY is required/),
    ]);
  });

  it.each(['CONNECTOR_API_KEYS', 'ENCRYPTION_KEY', 'DATABASE_URL'] as const)(
    'takes %s from a file, without the line break at its end',
    (name) => {
      const values = { ...ENV, DATABASE_URL: 'postgres://user:password@db/connector' };
      const { [name]: secret, ...env } = values;
      const folder = makeFolder();
      const path = join(folder.path, 'secret');
      writeFileSync(path, `${secret}\n`);
      expect(loadConfig({ ...env, [`${name}_FILE`]: path })).toEqual(loadConfig(values));
      expect(faultsOf({ ...values, [`${name}_FILE`]: path })).toEqual([
        `${name} and ${name}_FILE are both set: keep one.`,
      ]);
      folder.remove();
      expect(faultsOf({ ...env, [`${name}_FILE`]: path })).toEqual([
        expect.stringMatching(`^${name}_FILE names .*, which cannot be read \\(ENOENT\\)`),
      ]);
    },
  );

  it.each(['base64', 'base64url'] as const)('takes keys as hex and as %s, several of them', (encoding) => {
    const base64 = Buffer.alloc(32, 0xfb).toString(encoding);
    const { apiKeys, encryptionKeys } = loadConfig({
      CONNECTOR_API_KEYS: 'a-key-of-a-caller-1, a-key-of-a-caller-2',
      ENCRYPTION_KEY: `${base64},${KEY}`,
    });
    expect(apiKeys).toEqual([
      { name: 'key-1', key: 'a-key-of-a-caller-1' },
      { name: 'key-2', key: 'a-key-of-a-caller-2' },
    ]);
    expect(encryptionKeys).toEqual([Buffer.alloc(32, 0xfb), Buffer.from(KEY, 'hex')]);
  });

  it.each([
    ['in quotes, which docker keeps', `"${BASE64}"`],
    ['in single quotes', `'${BASE64}'`],
    ['twice in one pair of quotes', `"${BASE64},${BASE64}"`],
    ['without padding', BASE64.replace('=', '')],
    ['with more padding than it needs', `${BASE64}=`],
    ['with bits to spare set in its last character', BASE64.replace('c=', 'f=')],
  ])('takes a key %s, as earlier releases did', (_, text) => {
    const { encryptionKeys } = loadConfig({ ...ENV, ENCRYPTION_KEY: text });
    expect(encryptionKeys[0]).toEqual(Buffer.alloc(32, 7));
  });

  it('takes the name of a key from before its first colon', () => {
    const { apiKeys } = loadConfig({
      ...ENV,
      CONNECTOR_API_KEYS: 'n8n:a-key-with:a-colon, a-key-of-a-caller-2',
    });
    expect(apiKeys).toEqual([
      { name: 'n8n', key: 'a-key-with:a-colon' },
      { name: 'key-2', key: 'a-key-of-a-caller-2' },
    ]);
  });

  it.each([
    ['', false],
    ['2', 2],
    ['loopback, 10.0.0.0/8,2001:db8::/32', ['loopback', '10.0.0.0/8', '2001:db8::/32']],
    ['::ffff:10.0.0.0/104,fc00::/7,192.0.2.1', ['::ffff:10.0.0.0/104', 'fc00::/7', '192.0.2.1']],
  ])('takes TRUST_PROXY=%j as the proxies to believe', (value, trusted) => {
    const { trustProxy } = loadConfig({ ...ENV, TRUST_PROXY: value });
    expect(trustProxy).toEqual(trusted);
    expect(() => express().set('trust proxy', trustProxy)).not.toThrow();
  });

  it('spells hosts as URLs do, whatever way they are written', () => {
    const FETCH_ALLOWED_HOSTS = 'Files.Example:08080, münchen.example., ::1, [2001:DB8:0::1]:443, minio_1';
    expect(loadConfig({ ...ENV, FETCH_ALLOWED_HOSTS }).fetchAllowedHosts).toEqual([
      'files.example:8080',
      'xn--mnchen-3ya.example',
      '[::1]',
      '[2001:db8::1]:443',
      'minio_1',
    ]);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', 'connector.internal'])(
    'listens on %s',
    (HOST) => {
      expect(loadConfig({ ...ENV, HOST }).host).toBe(HOST);
    },
  );

  it.each([
    ['CONNECTOR_API_KEYS', 'a key with some spaces', 'printable ASCII without spaces'],
    ['CONNECTOR_API_KEYS', 'ein-schlüssel-mit-umlaut', 'printable ASCII without spaces'],
    ['CONNECTOR_API_KEYS', 'name:short', 'at least 16 characters'],
    ['CONNECTOR_API_KEYS', 'bad name:a-key-of-a-caller-1', 'a name before the colon'],
    ['CONNECTOR_API_KEYS', ':a-key-of-a-caller-1', 'a name before the colon'],
    ['CONNECTOR_API_KEYS', 'one:a-key-of-a-caller-1,one:a-key-of-a-caller-2', 'each name'],
    ['CONNECTOR_API_KEYS', 'one:a-key-of-a-caller-1,two:a-key-of-a-caller-1', 'each key'],
    ['TRUST_PROXY', 'true', 'a number of proxies'],
    ['TRUST_PROXY', '0.0.0.0/0', 'a number of proxies'],
    ['TRUST_PROXY', '99', 'a number of proxies'],
    ['TRUST_PROXY', '10.1', 'a number of proxies'],
    ['TRUST_PROXY', '0x7f.0.0.1', 'a number of proxies'],
    ['TRUST_PROXY', '1.2.3.4:80', 'a number of proxies'],
    ['TRUST_PROXY', 'fe80::1%eth0', 'a number of proxies'],
    ['TRUST_PROXY', '0.0.0.0/1,128.0.0.0/1', 'not wider than'],
    ['TRUST_PROXY', '::ffff:0:0/96', 'not wider than'],
    ['TRUST_PROXY', '2000::/3', 'not wider than'],
    ['TRUST_PROXY', '10.0.0.0/33', 'a number of proxies'],
    ['HOST', 'http://127.0.0.1', 'without a scheme, a port or brackets'],
    ['HOST', '127.0.0.1:3100', 'without a scheme, a port or brackets'],
    ['HOST', '[::1]', 'without a scheme, a port or brackets'],
    ['RATE_LIMIT_PER_MINUTE', '0', 'from 1'],
    ['CONNECTOR_API_KEYS', 'a-key-of-a-caller-1,short', 'at least 16 characters'],
    ['ENCRYPTION_KEY', `${KEY},${'ab'.repeat(16)}`, '32 bytes'],
    ['ENCRYPTION_KEY', `!?${Buffer.alloc(32, 5).toString('base64')}`, '32 bytes'],
    ['ENCRYPTION_KEY', 'correct horse battery staple, correct horse', '32 bytes'],
    ['ENCRYPTION_KEY', 'correct-horse-battery-staple-correct-horse', '32 bytes'],
    ['ENCRYPTION_KEY', `"${BASE64.replace('=', '"=')}`, '32 bytes'],
    ['ENCRYPTION_KEY', BASE64.replace('Bw', 'B=w'), '32 bytes'],
    ['ENCRYPTION_KEY', `'"${BASE64}"'`, '32 bytes'],
    ['PUBLIC_URL', 'connector.example', 'http or https URL'],
    ['PUBLIC_URL', 'https://one.example;https://two.example', 'one URL'],
    ['PUBLIC_URL', 'https://connector.example/?key=1', 'query string'],
    ['DATABASE_URL', 'mysql://db', 'postgres://'],
    ['PUBLIC_URL', 'https://user:passw0rd@connector.example/', 'user name or password'],
    ['PUBLIC_URL', 'https://connector.example/#a', 'fragment'],
    ['OZONETEL_UPLOAD_URL', 'https://user:passw0rd@ozonetel.example/', 'user name or password'],
    ['OZONETEL_UPLOAD_URL', 'https://ozonetel.example/#a', 'fragment'],
    ['OZONETEL_UPLOAD_URL', 'ftp://ozonetel.example/', 'http or https URL'],
    ['OZONETEL_UPLOAD_URL', 'https:\\\\ozonetel.example/', 'http or https URL'],
    ['OZONETEL_ALLOWED_UPLOAD_URLS', 'https://one.example/, two', 'http or https URL'],
    ['OZONETEL_ALLOWED_UPLOAD_URLS', 'https://one.example/,https://u:passw0rd@two.example/', 'user name'],
    ['OZONETEL_ALLOWED_UPLOAD_URLS', 'https://one.example;https://two.example', 'separated by commas'],
    ['OZONETEL_ALLOWED_UPLOAD_URLS', 'https://one.example/up https://two.example/up', 'separated by commas'],
    ['OZONETEL_ALLOWED_UPLOAD_URLS', 'https://*.ozonetel.example/', 'name of a host'],
    ['CALLBACK_TIMEOUT_MS', '0', 'from 1'],
    ['FETCH_ALLOWED_HOSTS', 'http://files.example/', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', '*.internal', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', 'h:99999', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', 'h:0', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', 'https:', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', '10.0.0.0/8', 'host or host:port'],
    ['FETCH_ALLOWED_HOSTS', '169.254.169.254', 'never connected to'],
    ['RELAY_ALLOWED_HOSTS', '*', 'host or host:port'],
    ['RELAY_ALLOWED_HOSTS', 'a;b', 'host or host:port'],
    ['RELAY_ALLOWED_HOSTS', 'h:abc', 'host or host:port'],
    ['RELAY_ALLOWED_HOSTS', '[::1', 'host or host:port'],
    ['RELAY_RETRY_SCHEDULE_MS', '0,soon', 'whole number'],
    ['RETENTION_MS', '90d', 'whole number'],
  ])('refuses %s=%s in a sentence that shows no secret', (name, value, reason) => {
    const [fault, ...others] = faultsOf({ ...ENV, [name]: value });
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${name} .*${reason}`));
    if (/KEY|DATABASE/.test(name)) expect(fault).not.toContain(value);
    expect(fault).not.toContain('passw0rd');
  });
});
