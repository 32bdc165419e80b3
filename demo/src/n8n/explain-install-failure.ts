/** Sentences for what goes wrong where npm installs n8n, by what npm or node-gyp prints. */
const CAUSES: readonly { readonly pattern: RegExp; readonly advice: string }[] = [
  {
    pattern: /ENOSPC|no space left/i,
    advice: 'The disk is full: n8n needs about 3 GB. Make room, then run npm start again.',
  },
  {
    pattern:
      /find (any )?Python|distutils|not found: (make|g\+\+|c\+\+|gcc|cc)\b|\b(make|g\+\+|c\+\+|gcc|cc): (command )?(not found|No such file)|find Visual Studio|No Xcode or CLT/i,
    advice:
      'sqlite3, the database of n8n, has to be built on this machine, which needs Python 3, make and a C++ compiler. ' +
      'Debian and Ubuntu: sudo apt-get install python3 make g++. Fedora: sudo dnf install python3 make gcc-c++. ' +
      'macOS: xcode-select --install. Windows: the "Desktop development with C++" of the Visual Studio Build Tools, ' +
      'and Python 3. Then run npm start again.',
  },
  {
    pattern: /EINTEGRITY/,
    advice: 'A package arrived damaged. Run npm cache verify, then npm start again.',
  },
  {
    pattern: /\bE(401|403)\b/,
    advice:
      'The npm registry refused the download. See npm config get registry and whether it wants a login, ' +
      'then run npm start again.',
  },
  {
    pattern: /\bE404\b|ETARGET/,
    advice:
      'The npm registry does not have one of the packages of this n8n. See npm config get registry: a mirror may ' +
      'lag behind. Then run npm start again.',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET|FETCH_ERROR|network|CERT|SELF_SIGNED/i,
    advice:
      'The npm registry could not be reached. Check the connection, npm config get registry and npm config get proxy, ' +
      'then run npm start again: what was downloaded is not downloaded twice.',
  },
  {
    pattern: /EACCES|EPERM/,
    advice:
      'A folder may not be written. See that the project and the cache of npm (npm config get cache) belong to you.',
  },
];

/** What to do about a failed step of the installation, by the end of what it printed. */
export function explainInstallFailure(output: string): string {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  return cause?.advice ?? 'Run npm start again; if it fails again, the log says why.';
}
