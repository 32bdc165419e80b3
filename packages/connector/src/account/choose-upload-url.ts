import { invalidBody } from '@ozonetel-bulk-upload/shared-types';

export interface UploadUrls {
  readonly uploadUrl: string;
  readonly allowedUploadUrls: readonly string[];
}

/**
 * Where an account uploads to.
 * @param path of the member that says `asked`, for the message
 * @throws ProblemError `invalid_body` for an address that is not configured
 */
export function chooseUploadUrl(urls: UploadUrls, asked: string | undefined, path: string): string {
  if (asked === undefined || asked === urls.uploadUrl) return urls.uploadUrl;
  if (urls.allowedUploadUrls.includes(asked)) return asked;
  throw invalidBody([
    {
      path,
      message:
        'This connector may not upload there: leave it out, or ask whoever runs the connector to add it to OZONETEL_ALLOWED_UPLOAD_URLS.',
    },
  ]);
}
