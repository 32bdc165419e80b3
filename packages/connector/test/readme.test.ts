import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS, type Setting } from '../src/config/settings';

describe('the README', () => {
  it('lists every setting with its default and purpose, and no other', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    const listed = readme
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, name]) => /^`[A-Z_]+`$/.test(name ?? ''))
      .map(([, ...cells]) => cells.slice(0, 3));
    const settings = Object.entries<Setting>(SETTINGS).map(([name, { default: usual, purpose }]) => [
      `\`${name}\``,
      usual === undefined ? 'required' : usual === '' ? 'empty' : `\`${usual}\``,
      purpose,
    ]);
    expect(listed).toEqual(settings);
  });
});
