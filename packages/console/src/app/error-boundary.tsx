import { Component, type ReactNode } from 'react';
import { ErrorState } from '../components/error-state';

/** Shows what a page threw, and lets the user try again, instead of an empty window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main className="page" id="main">
        <ErrorState error={error} onRetry={() => window.location.reload()} />
      </main>
    );
  }
}
