import { ACCOUNT, type World } from './harness/world';

export function describeSecrets(world: () => World): void {
  it('of workflows and executions holds no key, no token and no secret, in good runs and bad ones', async () => {
    const stored = await world().n8n.stored();
    for (const part of ['Ozonetel says', 'ozonetelWaiting', 'registrationId']) {
      expect([part, stored.includes(part)]).toEqual([part, true]);
    }
    expect(found(stored, [ACCOUNT.apiKey, world().connector.apiKey, 'whsec_', '?token=', '&token='])).toEqual(
      [],
    );
  });

  it('in its log holds no key, no secret and no phone number', () => {
    const secrets = [ACCOUNT.apiKey, world().connector.apiKey, 'whsec_', 'token='];
    const phoneNumbers = ['98765 43210', '9876543210', '9876543211'];
    expect(found(world().n8n.log, [...secrets, ...phoneNumbers])).toEqual([]);
  });
}

/** Where a text has one of these, with what stands before it. */
function found(text: string, needles: readonly string[]): string[] {
  return needles
    .map((needle) => text.indexOf(needle))
    .filter((index) => index >= 0)
    .map((index) => text.slice(Math.max(0, index - 200), index + 40));
}
