import { ContactFileError } from '../contact-file-error';
import type { OpenResponse } from './open-response';

/** @throws ContactFileError unless the answer brings a file */
export function refuseStatus({ status, url, provider }: OpenResponse): void {
  // 203: a proxy on the way has changed something about the answer (RFC 9110, 15.3.4).
  if (status === 200 || status === 203 || status === 206) return;
  const said = `${url.host} answers ${status}`;
  if (status === 401 || status === 403)
    throw unreachable(`${said}: permission is required; ${provider.remedy}`);
  if (status === 404 || status === 410)
    throw unreachable(`${said}: there is no file at this link (any more).`);
  if (status === 429) throw unreachable(`${said}: too many requests.`, true);
  if (status === 408 || status >= 500) throw unreachable(`${said}: temporary server error.`, true);
  throw unreachable(`${said} instead of sending the file.`);
}

function unreachable(message: string, retryable = false): ContactFileError {
  return new ContactFileError('file_unreachable', message, { retryable });
}
