import { lazy } from 'react';

/** A page of the console. Each is loaded when it is shown first. */
export const routes = [
  { path: '/', Page: lazy(() => import('../pages/upload/page')) },
  { path: '/uploads', Page: lazy(() => import('../pages/uploads/page')) },
  { path: '/uploads/:id', Page: lazy(() => import('../pages/uploads/upload-page')) },
  { path: '/deliveries', Page: lazy(() => import('../pages/deliveries/page')) },
  { path: '/subscriptions', Page: lazy(() => import('../pages/subscriptions/page')) },
  { path: '/accounts', Page: lazy(() => import('../pages/accounts/page')) },
  { path: '/statistics', Page: lazy(() => import('../pages/statistics/page')) },
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
