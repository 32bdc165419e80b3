import { ACCOUNT, type World } from './harness/world';

export function describeSecrets(world: () => World): void {
  it('of executions holds no key, no token and no secret, in good runs and bad ones', () => {
    const stored = world().n8n.storedExecutions();
    expect(stored).toContain('Ozonetel');
    expect(stored).not.toContain(ACCOUNT.apiKey);
    expect(stored).not.toContain(world().connector.apiKey);
    expect(stored).not.toMatch(/whsec_/);
    expect(stored).not.toMatch(/[?&]token=/);
  });

  it('in its log holds no key, no secret and no phone number', () => {
    const { log } = world().n8n;
    expect(log).not.toContain(ACCOUNT.apiKey);
    expect(log).not.toContain(world().connector.apiKey);
    expect(log).not.toMatch(/whsec_|98765 ?43210|9876543211/);
  });
}
