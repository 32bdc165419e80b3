const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof SIGNALS)[number];

/** Calls `onSignal` for each signal that asks this process to end. @returns a function that ends the watching */
export function watchSignals(onSignal: (signal: EndSignal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
