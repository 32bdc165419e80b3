/** Decodes the percent-encoding of a part of a URL; returns it unchanged if that is malformed. */
export function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
