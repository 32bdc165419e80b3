/** Where the vendor's page says bulk uploads are posted (the path's `dailer` is the vendor's spelling). */
export const OZONETEL_UPLOAD_URL =
  'https://in1-ccaas-bulkupload.ozonetel.com/endpoint/dailer/data/bulk/upload';

/** A callback URL for when nobody listens: mandatory for the vendor, and nobody's (RFC 2606). */
export const NOBODY_LISTENS_URL = 'https://callback.invalid/';

/** Path of the vendor's campaign-status call, on its host for other calls: GET with the key as header `apiKey`. */
export const CAMPAIGN_STATUS_PATH = '/ca_apis/campaignStatus';
