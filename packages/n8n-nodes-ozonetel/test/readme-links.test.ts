import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OzonetelConnectorApi } from '../credentials/OzonetelConnectorApi.credentials';

const PACKAGE = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(PACKAGE, path), 'utf8');
const { homepage, repository } = JSON.parse(read('package.json')) as {
  homepage: string;
  repository: { url: string };
};
const REPOSITORY = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
const FOLDER = '/main/packages/n8n-nodes-ozonetel/';
const FILES = [
  `${REPOSITORY}/blob${FOLDER}`,
  `${REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}${FOLDER}`,
];

it('every link of the README works on npm, whose page has no file beside it', () => {
  const links = [...read('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(10);
  const broken = links.filter((link) => {
    const base = FILES.find((one) => link.startsWith(one));
    return base === undefined || !existsSync(join(PACKAGE, link.slice(base.length)));
  });
  expect(broken).toEqual([]);
});

it('n8n and npm lead to the README of this package, not to that of the whole repository', () => {
  const readme = `${REPOSITORY}/tree/main/packages/n8n-nodes-ozonetel#readme`;
  const urls = ['Ozonetel', 'OzonetelTrigger'].flatMap((name) =>
    [...read(`nodes/${name}/${name}.node.json`).matchAll(/"url": "([^"]+)"/g)].map(([, url]) => url),
  );
  expect([homepage, new OzonetelConnectorApi().documentationUrl, ...urls]).toEqual(Array(6).fill(readme));
});
