import type { StruckFaults } from '../fault/fault-rules';
import type { Callback } from './callback';

export interface WireCallback {
  readonly contentType: string | undefined;
  readonly body: string;
}

const BOUNDARY = 'simulator-boundary';

/** The callback as JSON, **our assumption** where the page names no encoding, or as the faults have it. */
export function encodeCallback(callback: Callback, faults: StruckFaults): WireCallback {
  const encoded = encode(callback, faults);
  return faults.has('callback-without-content-type') ? { ...encoded, contentType: undefined } : encoded;
}

function encode(callback: Callback, faults: StruckFaults): WireCallback {
  const members = Object.entries(callback) as [string, string][];
  const json = JSON.stringify(callback);
  if (faults.has('callback-form')) return form(new URLSearchParams(members));
  if (faults.has('callback-data-field')) return form(new URLSearchParams({ data: json }));
  if (faults.has('callback-multipart')) {
    const parts = members.map(
      ([name, value]) =>
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    return {
      contentType: `multipart/form-data; boundary=${BOUNDARY}`,
      body: `${parts.join('')}--${BOUNDARY}--\r\n`,
    };
  }
  if (faults.has('callback-not-json')) {
    const printed = members.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(' ');
    return { contentType: 'text/plain', body: printed };
  }
  if (faults.has('callback-plain-text')) return { contentType: 'text/plain', body: callback.message };
  return { contentType: 'application/json', body: json };
}

function form(fields: URLSearchParams): WireCallback {
  return { contentType: 'application/x-www-form-urlencoded', body: fields.toString() };
}
