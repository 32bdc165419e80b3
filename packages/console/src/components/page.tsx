import type { ReactNode } from 'react';
import { usePageTitle } from './page-title';

interface PageProps {
  readonly title: string;
  /** Buttons and links beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The main part of a view: names the document, and takes the focus when it is shown. */
export function Page({ title, actions, children }: PageProps) {
  const heading = usePageTitle(title);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </main>
  );
}
