import { API_KEY } from './bench-connector';
import { startCounterpart, type Counterpart } from './counterpart';

/** Takes every contact file, and posts no callback. */
export const startVendor = (): Promise<Counterpart> =>
  startCounterpart('{"status":"success","message":"Data processing"}');

/** An upload of one contact. @param number of its account, which waits for nobody */
export async function upload(origin: string, number: number): Promise<void> {
  const response = await fetch(`${origin}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      account: { username: `uploader-${number}`, apiKey: 'vendor-key-of-the-bench' },
      campaignName: 'Diwali',
      contacts: [{ PhoneNumber: '9876543210', Name: 'Asha' }],
    }),
  });
  if (response.status !== 202) throw new Error(`an upload was answered with ${response.status}`);
  await response.arrayBuffer();
}
