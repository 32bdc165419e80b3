import { Link, Route, Router, Switch, useLocation } from 'wouter';
import { EmptyState } from '../components/empty-state';
import { Page } from '../components/page';
import { BASE } from './base';
import { ErrorBoundary } from './error-boundary';
import { Layout } from './layout';
import { routes } from './routes';

export function App() {
  return (
    <Router base={BASE}>
      <Layout>
        <CurrentPage />
      </Layout>
    </Router>
  );
}

function CurrentPage() {
  const [location] = useLocation();
  return (
    // Another page is another try.
    <ErrorBoundary key={location}>
      <Switch>
        {routes.map(({ path, Page: RoutePage }) => (
          <Route key={path} path={path}>
            <RoutePage />
          </Route>
        ))}
        <Route>
          <UnknownPage />
        </Route>
      </Switch>
    </ErrorBoundary>
  );
}

function UnknownPage() {
  return (
    <Page title="Page not found">
      <EmptyState action={<Link href="/">Upload a spreadsheet</Link>}>
        There is no page at this address.
      </EmptyState>
    </Page>
  );
}
