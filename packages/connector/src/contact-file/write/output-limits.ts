const MEGABYTE = 1024 * 1024;

/** Characters that may be written for a contact file: a small one must not become a huge one. */
export interface OutputLimits {
  readonly rejected: number;
  readonly prepared: number;
}

/**
 * Rows of a workbook take some 10 bytes each at the least, as their phone numbers differ; with its reason and
 * its cells written out, one has a few hundred.
 * @param sourceBytes of the contact file
 */
export function outputLimits(sourceBytes: number): OutputLimits {
  return {
    rejected: Math.min(64 * MEGABYTE, Math.max(4 * MEGABYTE, 32 * sourceBytes)),
    prepared: Math.max(16 * MEGABYTE, 64 * sourceBytes),
  };
}
