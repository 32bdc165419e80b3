/** Milliseconds since 1970, as columns hold them, in the form that clients read. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

export const toJson = JSON.stringify as (value: unknown) => string;
