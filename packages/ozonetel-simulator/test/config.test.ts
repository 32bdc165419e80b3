import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, parseConfig, startSimulator } from '../src';
import { loadSettings } from '../src/config/load-settings';

const EXAMPLE = readFileSync(join(__dirname, '../config.example.json'), 'utf8');

function faultsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('the configuration', () => {
  test('needs accounts and campaigns alone', () => {
    const config = parseConfig({ accounts: [{ username: 'a', apiKey: 'k' }], campaigns: [] });
    expect(config).toMatchObject({ intervalMs: 60_000, validationChannel: 'callback', errorHttpStatus: 200 });
  });

  test('tells every fault with its path', () => {
    const faults = faultsOf(() =>
      parseConfig({
        accounts: [{ username: 'acme' }],
        campaigns: [{ name: 'Diwali', username: 'acme', type: 'predictive', position: 'paused' }],
        intervalMs: '60s',
        minute: 1,
      }),
    );
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'accounts.0.apiKey',
      'campaigns.0.position',
      'campaigns.0.type',
      'intervalMs',
      'the whole',
    ]);
    expect(faults.join()).toContain('minute');
  });

  test('tells what does not fit together', () => {
    const account = { username: 'acme', apiKey: 'k' };
    expect(
      faultsOf(() =>
        parseConfig({
          accounts: [account, account],
          campaigns: [
            { name: 'Diwali', username: 'nobody' },
            { name: 'Holi', username: 'acme', agentIds: ['a'], skills: ['s'] },
            { name: 'Holi', username: 'acme' },
          ],
          faults: [{ fault: 'reply-500', username: 'nobody', campaignName: 'None' }],
        }),
      ),
    ).toEqual([
      'accounts.1.username: is there twice',
      'campaigns.0.username: is not in the list of accounts',
      'campaigns.1.agentIds: are for campaigns of the type agentwise',
      'campaigns.1.skills: are for campaigns of the type skillwise',
      'campaigns.2.name: is there twice for this account',
      'faults.0.username: is not in the list of accounts',
      'faults.0.campaignName: is not in the list of campaigns',
    ]);
  });

  test('that is bad starts nothing', async () => {
    await expect(startSimulator({ config: { accounts: [], campaigns: [] } })).rejects.toThrow(ConfigError);
  });
});

describe('the environment', () => {
  const read = (path: string): string => {
    if (path === 'example.json') return EXAMPLE;
    if (path === 'broken.json') return '{';
    throw new Error('ENOENT');
  };

  test('names the configuration, which the example is', () => {
    const { host, port, config } = loadSettings({ SIMULATOR_CONFIG: 'example.json' }, read);
    expect({ host, port }).toEqual({ host: '127.0.0.1', port: 3200 });
    expect(config.campaigns).toHaveLength(4);
  });

  test('may shorten the minute', () => {
    const env = { SIMULATOR_CONFIG: 'example.json', SIMULATOR_INTERVAL_MS: '1000', HOST: '::1', PORT: '0' };
    expect(loadSettings(env, read)).toMatchObject({ host: '::1', port: 0, config: { intervalMs: 1000 } });
  });

  test('tells all its faults', () => {
    const faults = faultsOf(() =>
      loadSettings({ PORT: '70000', SIMULATOR_INTERVAL_MS: '1 min', HOST: '' }, read),
    );
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'HOST',
      'PORT',
      'SIMULATOR_CONFIG',
      'SIMULATOR_INTERVAL_MS',
    ]);
  });

  test.each([
    ['none.json', 'cannot be read'],
    ['broken.json', 'is not JSON'],
  ])('says of the file %s that it %s', (path, what) => {
    expect(faultsOf(() => loadSettings({ SIMULATOR_CONFIG: path }, read)).join()).toContain(what);
  });
});
