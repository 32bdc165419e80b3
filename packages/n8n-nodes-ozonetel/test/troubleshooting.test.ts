import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const PACKAGE = join(__dirname, '..');

/** The first column of the README's table of what may not work: what is quoted there as code. */
function quotedTitles(): string[] {
  const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  const section = /^## If something does not work\n([^]*?)^## /m.exec(readme)?.[1] ?? '';
  const firstCells = section.split('\n').map((line) => line.split('|')[1] ?? '');
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, title = '']) => title));
}

/** Every text in the sources, as an expression: what is filled in may be anything. */
function listTexts(): RegExp[] {
  const texts: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    const parts = ts.isStringLiteralLike(node)
      ? [node.text]
      : ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
        : [];
    // A text of one word says nothing by itself.
    if (parts.some((part) => part.trim().includes(' '))) texts.push(toExpression(parts));
    ts.forEachChild(node, visit);
  };
  for (const path of globSync('nodes/**/*.ts', { cwd: PACKAGE })) {
    const text = readFileSync(join(PACKAGE, path), 'utf8');
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  }
  return texts;
}

function toExpression(parts: readonly string[]): RegExp {
  const literals = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.+')}$`);
}

/** A state is quoted as code, too, and is no title. */
const isTitle = (text: string) => text.includes(' ');

it('every title in the README’s table of what may not work is one that the node says', () => {
  const titles = quotedTitles().filter(isTitle);
  const texts = listTexts();
  expect(titles.length).toBeGreaterThan(9);
  // The README shows three dots where something is filled in, and leaves the colon off that a list follows.
  const isSaid = (title: string) => texts.some((text) => text.test(title) || text.test(`${title}:`));
  expect(titles.filter((title) => !isSaid(title))).toEqual([]);
});
