import { loadSettings } from '../src/settings';

it('the demo stays up unless it is told --once', () => {
  expect(loadSettings([], {}).once).toBe(false);
  expect(loadSettings(['--once'], {}).once).toBe(true);
});

it('the demo takes its ports from the environment', () => {
  const { ports } = loadSettings([], { DEMO_N8N_PORT: '5680', DEMO_CONNECTOR_PORT: '3111' });
  expect(ports).toEqual({ DEMO_N8N_PORT: 5680, DEMO_CONNECTOR_PORT: 3111 });
});

it('the demo names every fault of its settings at once', () => {
  expect(() => loadSettings(['--twice'], { DEMO_N8N_PORT: 'abc', DEMO_SIMULATOR_PORT: '70000' })).toThrow(
    [
      '"--twice" is not known: npm start takes nothing, or npm start -- --once.',
      'DEMO_N8N_PORT must be a port number.',
      'DEMO_SIMULATOR_PORT must be at most 65535.',
    ].join('\n'),
  );
});
