import { type ComponentType, type FunctionComponent, type ReactNode, useEffect, useState } from 'react';

export interface OnDemand<Props> extends FunctionComponent<Props> {
  /** Loads its code before it is shown. @throws Error where the code cannot be loaded */
  readonly load: () => Promise<void>;
}

/**
 * A component whose code is loaded when it is shown first. Unlike `lazy`, it is shown as soon as it is there: React
 * holds back what a Suspense boundary hides until its fallback was visible for 300 ms.
 */
export function loadOnDemand<Props extends object>(
  importModule: () => Promise<{ readonly default: ComponentType<Props> }>,
  fallback: ReactNode,
): OnDemand<Props> {
  let Loaded: ComponentType<Props> | undefined;
  const load = async () => {
    Loaded = (await importModule()).default;
  };
  function ShownOnDemand(props: Props) {
    const [, setLoaded] = useState(Loaded !== undefined);
    const [error, setError] = useState<Error>();
    useEffect(() => {
      if (Loaded !== undefined) return;
      load().then(
        () => setLoaded(true),
        (cause: unknown) => setError(cause instanceof Error ? cause : new Error(String(cause))),
      );
    }, []);
    if (error !== undefined) throw error;
    return Loaded === undefined ? fallback : <Loaded {...props} />;
  }
  return Object.assign(ShownOnDemand, { load });
}
