import { type ComponentType, type FunctionComponent, type ReactNode, useEffect, useState } from 'react';
import { ApiProblem } from '../api/api-problem';
import { findSession } from '../session/session';

export interface OnDemand<Props> extends FunctionComponent<Props> {
  /** Loads its code before it is shown. @throws Error if the code cannot be loaded */
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
  let hasFailed = false;
  let Loaded: ComponentType<Props> | undefined;
  const load = async () => {
    // Only then: of a sheet that is still on its way, the import waits for the element that it is in.
    if (hasFailed) retryStyles();
    try {
      Loaded = (await importModule()).default;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  function ShownOnDemand(props: Props) {
    const [, setLoaded] = useState(Loaded !== undefined);
    const [error, setError] = useState<Error>();
    useEffect(() => {
      if (Loaded !== undefined) return;
      load().then(
        () => setLoaded(true),
        () => void whyNotLoaded().then(setError),
      );
    }, []);
    if (error !== undefined) throw error;
    return Loaded === undefined ? fallback : <Loaded {...props} />;
  }
  return Object.assign(ShownOnDemand, { load });
}

const RELOADED = 'reloaded';
/** Milliseconds in which a page that was reloaded is not reloaded again. */
const RELOAD_ONCE_IN_MS = 30_000;

/**
 * Why code cannot be loaded. If the connector answers, it has other code than this page knows of, as after an
 * upgrade, or the browser remembers that it was away: the page is reloaded.
 */
async function whyNotLoaded(): Promise<Error | undefined> {
  try {
    await findSession();
  } catch (problem) {
    return problem instanceof Error ? problem : ApiProblem.unreachable();
  }
  const last = Number(window.sessionStorage.getItem(RELOADED));
  if (Date.now() - last < RELOAD_ONCE_IN_MS)
    return new ApiProblem('A part of the console is missing at the connector. Tell whoever runs it.', 0, '');
  try {
    window.sessionStorage.setItem(RELOADED, String(Date.now()));
    window.location.reload();
  } catch {
    // A full storage: without the note it might reload for ever.
    return new ApiProblem('A part of the console could not be loaded. Reload the page.', 0, '');
  }
  return undefined;
}

/** Asks again for style sheets that could not be loaded: the code that they belong to is, and they are not. */
function retryStyles(): void {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]'))
    if (link.sheet === null) link.replaceWith(link.cloneNode());
}
