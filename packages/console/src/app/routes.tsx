import { loadOnDemand } from '../components/load-on-demand';
import { pages } from './pages';

const LOADING = <p className="page">Loading…</p>;

/** A page of the console, with the component that shows it. */
export const routes = pages.map(({ path, load }) => ({ path, Page: loadOnDemand(load, LOADING) }));

/** What the navigation offers, in its order. */
export const navigation = [
  { path: '/', label: 'Upload' },
  { path: '/uploads', label: 'Uploads' },
  { path: '/deliveries', label: 'Deliveries' },
  { path: '/subscriptions', label: 'Subscriptions' },
  { path: '/accounts', label: 'Accounts' },
  { path: '/statistics', label: 'Statistics' },
] as const;
