/** The two npm commands. */
export type InstallStep = 'download' | 'build';

interface Cause {
  /** Matched line by line against what npm, prebuild-install and node-gyp print. */
  readonly pattern: RegExp;
  readonly advice: string;
}

export interface InstallFailure {
  /** The line that gave it away. */
  readonly evidence: string | undefined;
  /** What to do. */
  readonly advice: string;
}

const ANYWHERE: readonly Cause[] = [
  {
    pattern: /ENOSPC|no space left/i,
    advice: 'The disk is full: n8n needs about 3 GB. Make room, then run npm start again.',
  },
  {
    pattern: /\b(EACCES|EPERM)\b/,
    advice:
      'A folder may not be written. See that the project and the cache of npm (npm config get cache) belong to you.',
  },
];

const OF_DOWNLOAD: readonly Cause[] = [
  {
    pattern: /\bEINTEGRITY\b/,
    advice: 'A package arrived damaged. Run npm cache verify, then npm start again.',
  },
  {
    pattern: /\bE(401|403)\b/,
    advice:
      'The npm registry refused the download. See npm config get registry and whether it wants a login, ' +
      'then run npm start again.',
  },
  {
    pattern: /\b(E404|ETARGET|ENOVERSIONS)\b/,
    advice:
      'The npm registry does not have one of the packages of this n8n. See npm config get registry: a mirror may ' +
      'lag behind. Then run npm start again.',
  },
  {
    pattern:
      /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|E5\d\d)\b|ERR_SOCKET|FETCH_ERROR|CERT|network/i,
    advice:
      'The npm registry could not be reached. Check the connection, npm config get registry and npm config get proxy, ' +
      'then run npm start again: what was downloaded is not downloaded twice.',
  },
];

const BUILD_ADVICE =
  'sqlite3, the database driver of n8n, has to be built on this machine, which needs Python 3, make and a C++ ' +
  'compiler. Debian and Ubuntu: sudo apt-get install python3 make g++. Fedora: sudo dnf install python3 make gcc-c++. ' +
  'macOS: xcode-select --install. Windows: Python 3 and the "Desktop development with C++" of the Visual Studio ' +
  'Build Tools. Then run npm start again.';

const OF_BUILD: readonly Cause[] = [
  {
    // prebuild-install's own look-ups fail where there is no ready-made build: not these.
    pattern: /gyp ERR!.*(FetchError|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)/,
    advice:
      'The headers of Node, which building sqlite3 needs, could not be downloaded from nodejs.org. Check the ' +
      'connection and npm config get proxy, then run npm start again.',
  },
  {
    pattern:
      /You need to install .*Python|distutils|not found: (make|g\+\+|c\+\+|gcc|cc)\b|\b(make|g\+\+|c\+\+|gcc|cc): (command )?(not found|No such file)|find Visual Studio|No Xcode or CLT/i,
    advice: BUILD_ADVICE,
  },
];

const DOWNLOAD_ADVICE = 'Run npm start again; if it fails again, the log says why.';

/** What to do about a step of the installation that failed, by what it printed. */
export function explainInstallFailure(step: InstallStep, output: string): InstallFailure {
  const lines = output.split('\n');
  const causes = [...ANYWHERE, ...(step === 'download' ? OF_DOWNLOAD : OF_BUILD)];
  for (const { pattern, advice } of causes) {
    const evidence = lines.find((line) => pattern.test(line));
    if (evidence !== undefined) return { evidence: evidence.trim(), advice };
  }
  return { evidence: undefined, advice: step === 'download' ? DOWNLOAD_ADVICE : BUILD_ADVICE };
}
