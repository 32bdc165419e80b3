import { loadOnDemand } from '../components/load-on-demand';

const LOADING = <p className="page">Loading…</p>;

/** A page of the console. Each is loaded when it is shown first. */
export const routes = [
  { path: '/', Page: loadOnDemand(() => import('../pages/upload/page'), LOADING) },
  { path: '/uploads', Page: loadOnDemand(() => import('../pages/uploads/page'), LOADING) },
  { path: '/uploads/:id', Page: loadOnDemand(() => import('../pages/uploads/upload-page'), LOADING) },
  { path: '/deliveries', Page: loadOnDemand(() => import('../pages/deliveries/page'), LOADING) },
  { path: '/subscriptions', Page: loadOnDemand(() => import('../pages/subscriptions/page'), LOADING) },
  { path: '/accounts', Page: loadOnDemand(() => import('../pages/accounts/page'), LOADING) },
  { path: '/statistics', Page: loadOnDemand(() => import('../pages/statistics/page'), LOADING) },
] as const;

/** What the navigation offers, in its order. */
export const navigation = [
  { path: '/', label: 'Upload' },
  { path: '/uploads', label: 'Uploads' },
  { path: '/deliveries', label: 'Deliveries' },
  { path: '/subscriptions', label: 'Subscriptions' },
  { path: '/accounts', label: 'Accounts' },
  { path: '/statistics', label: 'Statistics' },
] as const;

/** Begins to load the page of a path, while it is not yet known whether the user is signed in. */
export function preloadPage(path: string): void {
  const route = routes.find(({ path: pattern }) =>
    new RegExp(`^${pattern.replace(/:\w+/, '[^/]+')}/?$`).test(path),
  );
  // Where that fails, the page tries again when it is shown, and says why it cannot be.
  route?.Page.load().catch(() => undefined);
}
