import './styles/tokens.css';
import './styles/base.css';
import { BASE } from './app/base';
import { findPage, pages } from './app/pages';
import { findSession } from './session/session';

/*
 * What the first view needs is asked for at once and together: the session, the page and the rest of the console. This
 * file imports little, so that it runs before the rest has come.
 */
const session = findSession();
// The session gate asks again, and says why there is no answer.
session.catch(() => undefined);
findPage(pages, window.location.pathname.slice(BASE.length))
  ?.load()
  .catch(() => undefined);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
import('./app/start')
  .then(({ start }) => start(root, session))
  .catch(() => {
    root.textContent =
      'The console could not be loaded. Check that the connector is running, then reload the page.';
  });
