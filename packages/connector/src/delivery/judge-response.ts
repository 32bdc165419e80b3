/** What the answer of a receiver means for a delivery. */
export type Judgement = 'delivered' | 'retry' | 'dead' | 'gone' | 'unregistered';

/** n8n's path of the URLs that resume a waiting execution. */
const RESUME_PATH = /\/webhook-waiting\//;

/** n8n's 404, of versions 1 and 2: no workflow that is active has this webhook, or not for POST. */
const NOT_REGISTERED = /^\{.*\bwebhook\b.*\bis not registered\b/is;

/** What n8n, versions 1 and 2, answers to every call with 200 from its start until its database is ready. */
const STARTING = /^n8n is starting up\b/i;

/** A page of a browser, after whitespace and byte order marks of UTF-8 and UTF-16; the text is latin1, without NULs. */
const PAGE = /^(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff)*</;

function isResumeUrl(url: string): boolean {
  return RESUME_PATH.test(new URL(url).pathname);
}

/** Whether the body of an answer has a say in what it means. */
export function isBodyDecisive(url: string, status: number): boolean {
  return status === 404 || isSuccess(status) || isResumeUrl(url);
}

/**
 * A 2xx is delivered unless n8n is still starting, a redirect is a failure, 410 says that nobody will ever listen
 * again. An n8n resume URL answers 409 both while its execution is not stored yet ("is running already", worth another
 * attempt) and when it has finished; its 401 is a signature that will not become right; a page instead of its answer
 * comes from n8n's editor or a proxy, while the execution waits on. Any other URL that has no webhook of n8n may have
 * one again.
 * @param beginning of the body; undefined if it broke off before its first character
 */
export function judgeResponse(url: string, status: number, beginning: string | undefined): Judgement {
  const isResume = isResumeUrl(url);
  if (isSuccess(status)) {
    const isUnanswered = isResume && (beginning === undefined || PAGE.test(beginning));
    return isUnanswered || STARTING.test(beginning ?? '') ? 'retry' : 'delivered';
  }
  if (status === 410) return 'gone';
  if (!isResume) return isUnregistered(status, beginning) ? 'unregistered' : 'retry';
  if (status === 401) return 'dead';
  if (status === 409) return /running already/i.test(beginning ?? 'running already') ? 'retry' : 'dead';
  return 'retry';
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function isUnregistered(status: number, beginning = ''): boolean {
  return status === 404 && NOT_REGISTERED.test(beginning);
}
