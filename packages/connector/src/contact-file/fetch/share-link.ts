/** The download URL behind a share link that a person copied. */
export interface ShareLink {
  readonly url: URL;
  /** What to do where the link yields a page instead of a file. */
  readonly provider: Provider;
}

export interface Provider {
  readonly name: string;
  /** Completes "The link shows a web page, not a file: …". */
  readonly remedy: string;
}

interface ProviderRule extends Provider {
  readonly hosts: RegExp;
  /** The download behind the link; undefined if the link is of no known kind and stays as it is. */
  readonly download: (url: URL) => URL | undefined;
}

const ANY_HOST: Provider = {
  name: 'The host',
  remedy: 'give a link that downloads the file without a login, or the headers that the download needs.',
};

const RULES: readonly ProviderRule[] = [
  {
    name: 'Google Sheets',
    remedy: 'share the sheet as "Anyone with the link", or publish it to the web as CSV.',
    hosts: /^docs\.google\.com$/,
    download: googleSheet,
  },
  {
    name: 'Google Drive',
    remedy: 'share the file as "Anyone with the link".',
    hosts: /^(drive|drive\.usercontent|accounts)\.google\.com$/,
    download: googleDriveFile,
  },
  {
    name: 'Dropbox',
    remedy: 'share the file as "Anyone with this link".',
    hosts: /^(www\.)?dropbox\.com$/,
    download: (url) => (/^\/(s|scl|sh)\//.test(url.pathname) ? withQuery(url, { dl: '1' }) : undefined),
  },
  {
    name: 'OneDrive',
    remedy: 'share the file as "Anyone with the link", without a sign-in or an end date.',
    hosts: /^(1drv\.ms|onedrive\.live\.com)$/,
    download: oneDriveFile,
  },
  {
    name: 'SharePoint',
    remedy: 'share the file as "Anyone with the link", without a sign-in or an end date.',
    hosts: /\.sharepoint\.com$/,
    download: sharePointFile,
  },
  {
    name: 'GitHub',
    remedy: 'the repository must be public, or the headers must hold an Authorization.',
    hosts: /^(www\.|gist\.)?github\.com$/,
    download: gitHubFile,
  },
];

/**
 * Turns a share link of Google Sheets and Drive, Dropbox, OneDrive, SharePoint or GitHub into its download.
 * Every other link, signed storage links among them, stays as it is.
 * @param otherwise who is to be named for such a link: a login page is often on another host than its file
 */
export function resolveShareLink(url: URL, otherwise: Provider = ANY_HOST): ShareLink {
  const rule = RULES.find(({ hosts }) => hosts.test(url.hostname));
  if (rule === undefined) return { url, provider: otherwise };
  return { url: rule.download(url) ?? url, provider: { name: rule.name, remedy: rule.remedy } };
}

/** In the path of a link: which of a person's accounts, or which company, it was copied by. */
const GOOGLE_ACCOUNT = /\/(?:u\/\d+|a\/[^/]+)\//;

function googleSheet(url: URL): URL | undefined {
  const path = url.pathname.replace(GOOGLE_ACCOUNT, '/');
  const published = /^\/spreadsheets\/d\/e\/([\w-]+)\//.exec(path)?.[1];
  const gid = url.searchParams.get('gid') ?? /[#&]gid=(\d+)/.exec(url.hash)?.[1];
  if (published !== undefined) {
    if (/\/pub$/.test(path) && url.searchParams.has('output')) return undefined;
    const target = new URL(`https://docs.google.com/spreadsheets/d/e/${published}/pub?output=csv`);
    return gid === undefined ? target : withQuery(target, { gid, single: 'true' });
  }
  const id = /^\/spreadsheets\/d\/([\w-]+)/.exec(path)?.[1];
  if (id === undefined || /\/(export|gviz)\b/.test(path)) return undefined;
  const target = new URL(`https://docs.google.com/spreadsheets/d/${id}/export?format=csv`);
  const resourceKey = url.searchParams.get('resourcekey');
  return withQuery(target, {
    ...(gid === undefined ? {} : { gid }),
    ...(resourceKey === null ? {} : { resourcekey: resourceKey }),
  });
}

function googleDriveFile(url: URL): URL | undefined {
  if (url.hostname !== 'drive.google.com') return undefined;
  const path = url.pathname.replace(GOOGLE_ACCOUNT, '/');
  const id = /^\/file\/d\/([\w-]+)/.exec(path)?.[1] ?? idOfOpenLink(path, url);
  if (id === undefined) return undefined;
  const resourceKey = url.searchParams.get('resourcekey');
  return withQuery(new URL('https://drive.google.com/uc?export=download'), {
    id,
    confirm: 't',
    ...(resourceKey === null ? {} : { resourcekey: resourceKey }),
  });
}

function idOfOpenLink(path: string, { searchParams }: URL): string | undefined {
  return /^\/(open|uc)$/.test(path) ? (searchParams.get('id') ?? undefined) : undefined;
}

function oneDriveFile(url: URL): URL {
  const target = withQuery(url, { download: '1' });
  if (/^\/(embed|redir|view\.aspx|edit\.aspx)$/i.test(url.pathname)) target.pathname = '/download';
  return target;
}

function sharePointFile(url: URL): URL | undefined {
  const document = /^(.*\/_layouts\/15\/)(?:Doc|WopiFrame2?)\.aspx$/i.exec(url.pathname);
  const id = url.searchParams.get('sourcedoc');
  if (document !== null && id !== null) {
    const target = new URL(`${document[1]}download.aspx`, url.origin);
    return withQuery(target, { UniqueId: id.replace(/[{}]/g, '') });
  }
  const isOpenedInBrowser = url.searchParams.get('web') === '1';
  if (!/^\/:[a-z]:\//.test(url.pathname) && !isOpenedInBrowser) return undefined;
  const target = withQuery(url, { download: '1' });
  target.searchParams.delete('web');
  return target;
}

function gitHubFile(url: URL): URL | undefined {
  if (url.hostname === 'gist.github.com') return gistFile(url);
  const [, owner, repository, kind, ...path] = url.pathname.split('/');
  if (owner === undefined || repository === undefined || path.length < 2) return undefined;
  if (kind !== 'blob' && kind !== 'raw') return undefined;
  const target = new URL(`https://raw.githubusercontent.com/${[owner, repository, ...path].join('/')}`);
  target.search = url.search;
  target.searchParams.delete('plain');
  return target;
}

/** A gist of one file; one of several names them in the hash, which only their raw links can tell apart. */
function gistFile({ pathname }: URL): URL | undefined {
  const gist = /^\/([\w-]+\/[0-9a-f]+)\/?$/.exec(pathname)?.[1];
  return gist === undefined ? undefined : new URL(`https://gist.githubusercontent.com/${gist}/raw`);
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target;
}
