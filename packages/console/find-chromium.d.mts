/** The system's Chromium, or the one that CHROMIUM names; undefined if there is none. */
export function findChromium(): string | undefined;
