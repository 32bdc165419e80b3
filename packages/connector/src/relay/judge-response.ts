/** What the answer of a receiver means for a delivery. */
export type Judgement = 'delivered' | 'retry' | 'dead' | 'gone';

/** n8n's path of the URLs that resume a waiting execution. */
const RESUME_PATH = /\/webhook-waiting\//;

/**
 * Any 2xx is delivered, a redirect is a failure, 410 says that nobody will ever listen again. An n8n resume URL
 * answers 409 both while its execution is not stored yet ("is running already", worth another try) and when it
 * has finished; its 401 is a signature that will not become right.
 */
export function judgeResponse(url: string, status: number, body: string): Judgement {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if (!RESUME_PATH.test(new URL(url).pathname)) return 'retry';
  if (status === 401) return 'dead';
  if (status === 409) return /running already/i.test(body) ? 'retry' : 'dead';
  return 'retry';
}
