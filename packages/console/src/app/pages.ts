/** The modules of the pages by the path of each, as wouter reads it. Each is loaded when its page is shown first. */
export const pages = [
  { path: '/', load: () => import('../pages/upload/page') },
  { path: '/uploads', load: () => import('../pages/uploads/page') },
  { path: '/uploads/:id', load: () => import('../pages/uploads/upload-page') },
  { path: '/deliveries', load: () => import('../pages/deliveries/page') },
  { path: '/subscriptions', load: () => import('../pages/subscriptions/page') },
  { path: '/accounts', load: () => import('../pages/accounts/page') },
  { path: '/statistics', load: () => import('../pages/statistics/page') },
] as const;

/** The page of a path. @param path below the console's own */
export function findPage<Page extends { readonly path: string }>(
  all: readonly Page[],
  path: string,
): Page | undefined {
  return all.find(({ path: pattern }) =>
    new RegExp(`^${pattern.replace(/:\w+/, '[^/]+')}/?$`).test(path || '/'),
  );
}
