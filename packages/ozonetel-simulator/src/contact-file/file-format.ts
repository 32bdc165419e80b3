export type FileFormat = 'csv' | 'xlsx';

const ZIP_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');
const FOREIGN_SIGNATURES = [
  ZIP_SIGNATURE,
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
  Buffer.from('%PDF', 'latin1'),
];
const LOOKED_AT_BYTES = 4096;

/**
 * What a file is, by the extension of its name and by its first bytes, which must agree; undefined if the
 * vendor would say `Only excel files are allowed`.
 */
export function findFormat(name: string, content: Buffer): FileFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === 'xlsx') return content.length === 0 || isZip(content) ? 'xlsx' : undefined;
  if (extension === 'csv') return isText(content) ? 'csv' : undefined;
  return undefined;
}

function isZip(content: Buffer): boolean {
  return startsWith(content, ZIP_SIGNATURE);
}

function isText(content: Buffer): boolean {
  const isForeign = FOREIGN_SIGNATURES.some((signature) => startsWith(content, signature));
  return !isForeign && !content.subarray(0, LOOKED_AT_BYTES).includes(0);
}

function startsWith(content: Buffer, signature: Buffer): boolean {
  return content.subarray(0, signature.length).equals(signature);
}
