/** A part of a URL without its escapes; as it stands where they are malformed. */
export function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
