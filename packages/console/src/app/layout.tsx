import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { navigation } from './routes';
import { SignOut } from './sign-out';

/** Header, navigation and the page. */
export function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <header className="header">
        <span className="header-name">Ozonetel uploads</span>
        <Navigation />
        <SignOut />
      </header>
      {children}
    </>
  );
}

function Navigation() {
  const [location] = useLocation();
  const isCurrent = (path: string) =>
    path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
  return (
    <nav aria-label="Main">
      <ul className="navigation">
        {navigation.map(({ path, label }) => (
          <li key={path}>
            <Link href={path} aria-current={isCurrent(path) ? 'page' : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
