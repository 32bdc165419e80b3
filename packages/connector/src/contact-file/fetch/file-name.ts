import { decodeEscapes } from '../../net/decode-escapes';

/** What the host calls a file: by Content-Disposition (RFC 6266), else the last step of the path. */
export function fileNameOf(disposition: string | string[] | undefined, url: URL): string | undefined {
  const header = Array.isArray(disposition) ? disposition[0] : disposition;
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header ?? '')?.[1];
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header ?? '');
  const found = decoded(extended) ?? plain?.[1] ?? plain?.[2] ?? decoded(url.pathname.split('/').at(-1));
  const name = found
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\p{Cc}/gu, '')
    .trim();
  return name === undefined || name === '' ? undefined : name.slice(-200);
}

function decoded(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : decodeEscapes(text);
}
