import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contactRowOf,
  OWN_CODES,
  uploadRequestSchema,
  VENDOR_CODES,
  type ContactRules,
  type Outcome,
} from '@ozonetel-bulk-upload/shared-types';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import ts from 'typescript';
import { withAdvice } from '../../../connector/src/upload/outcome/vendor-advice';
import { Ozonetel } from '../../nodes/Ozonetel/Ozonetel.node';
import { checkContacts } from '../../nodes/Ozonetel/contacts/check-contacts';
import { listProblems } from '../../nodes/Ozonetel/outcome/list-problems';
import type { AdviceContext } from '../../nodes/shared/advice-context';
import { describeOutcome } from '../../nodes/shared/describe-outcome';
import { FIELD_LABELS, pathsInLabels } from '../../nodes/shared/labels';
import { showFindings } from '../../nodes/shared/simplify-upload';

const MEMBERS = Object.keys(uploadRequestSchema.shape);
/** A member of the API, or a code, where people read. Some members are English words: those count in quotes alone. */
const API_NAME = new RegExp(
  [
    `"(?:${MEMBERS.join('|')})"`,
    `\\b(?:${MEMBERS.filter((name) => /[A-Z]/.test(name)).join('|')})\\b`,
    '"(?:drop|fail|keep|send|aliases|names|agentwise|skillwise)"',
    `\\b(?:${[...VENDOR_CODES, ...OWN_CODES].filter((code) => code.includes('_')).join('|')})\\b`,
  ].join('|'),
);

interface Field {
  readonly label: string;
  readonly values: readonly string[];
}

type Part = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Every field of the node, those in collections as well. */
function fieldsOf(properties: readonly Part[]): Field[] {
  return properties.flatMap((part) => {
    if ('values' in part) return fieldsOf(part.values);
    if (!('displayName' in part)) return [];
    const { options = [] } = part;
    const values = options.flatMap((option) => ('value' in option ? [option.name] : []));
    return [{ label: part.displayName, values }, ...fieldsOf(options)];
  });
}

const FIELDS = fieldsOf(new Ozonetel().description.properties);
/** The editor's own, in the place of our field Columns. */
const OF_EDITOR = ['Values to Send'];
const labels = new Set([...FIELDS.map(({ label }) => label), ...OF_EDITOR]);
const valuesOf = (label: string): string[] =>
  FIELDS.filter((field) => field.label === label).flatMap(({ values }) => values);

const RULES: ContactRules = {
  columns: {},
  columnMatching: 'aliases',
  agentIds: ['101'],
  skills: ['Sales'],
  invalidRows: 'fail',
  duplicates: 'drop',
  rowsWiderThanHeader: 'fail',
  hiddenRows: 'send',
  split: false,
};
const HEADERS = ['Mobile No', 'Name', 'AgentId', 'Skill'];
const GOOD = ['9876543210', 'Asha', '101', 'Sales'];
/** One row for each thing that can be wrong with one. */
const FAULTY = [
  ['', 'Asha', '101', 'Sales'],
  ['call me', 'Asha', '101', 'Sales'],
  ['98#76', 'Asha', '101', 'Sales'],
  ['9.19877E+11', 'Asha', '101', 'Sales'],
  ['9876543211', 'Asha', '999', 'Sales'],
  ['9876543212', 'Asha', '101', 'Support'],
  ['9876543213', 'x'.repeat(101), '101', 'Sales'],
  [...GOOD, 'a cell more'],
  [...GOOD, ...Array<string>(40).fill('x')],
  ['09876543210', 'Asha again', '101', 'Sales'],
  ['12345', 'Short', '101', 'Sales'],
];
const TABLES: readonly { readonly headers: readonly string[]; readonly rows: readonly string[][] }[] = [
  ...FAULTY.flatMap((row) => [
    { headers: HEADERS, rows: [GOOD, row] },
    { headers: HEADERS, rows: [row] },
  ]),
  { headers: HEADERS, rows: [GOOD, ...FAULTY] },
  { headers: HEADERS, rows: [] },
  { headers: HEADERS, rows: Array<string[]>(50_001).fill(GOOD) },
  { headers: ['Lead ID', 'Town'], rows: [GOOD] },
  { headers: ['Mobile', 'Phone'], rows: [GOOD] },
  { headers: ['PhoneNumber', 'Phone Number'], rows: [GOOD] },
  { headers: Array.from({ length: 41 }, (_, index) => `c${index}`), rows: [GOOD] },
];
const CHOICES: readonly Partial<ContactRules>[] = [
  {},
  { invalidRows: 'drop' },
  { rowsWiderThanHeader: 'drop' },
  { invalidRows: 'drop', rowsWiderThanHeader: 'drop', hiddenRows: 'drop', split: true },
  { columnMatching: 'names' },
  { campaignType: 'agentwise', agentIds: [] },
  { campaignType: 'skillwise', skills: [] },
  { columns: { Handset: 'PhoneNumber' } },
];
const NODES: readonly Omit<AdviceContext, 'rules'>[] = (['direct', 'connector'] as const).flatMap((mode) =>
  [true, false].map((areItems) => ({
    mode,
    areItems,
    hasMoreOptions: !areItems,
    isMapped: areItems && mode === 'direct',
    waitsForTurn: areItems,
    waitsForOutcome: areItems,
    hasCallbackUrl: !areItems && mode === 'direct',
  })),
);

interface Said {
  readonly about: string;
  readonly text: string;
  readonly adviceContext: AdviceContext;
}

function* checkSays(): Generator<Said> {
  for (const choice of CHOICES) {
    const rules = { ...RULES, ...choice };
    for (const [index, { headers, rows }] of TABLES.entries()) {
      const found = checkContacts(
        headers,
        rows.map((cells, row) => ({ ...contactRowOf(cells, row + 2), isHidden: row === 1 })),
        rules,
      );
      const { outcome, counts, problems, notices } = found;
      const mayBeItems = rows.length > 0 && rows.every((row) => row.length <= headers.length);
      for (const node of NODES.filter(({ areItems }) => mayBeItems || !areItems)) {
        const adviceContext = {
          ...node,
          rules,
          isCheck: node.areItems === true && node.mode === 'connector',
        };
        const judged = { counts, problems: [...problems], outcome: outcome ?? CHECKED };
        const shown = showFindings({ problems: [...problems], notices: [...notices] }, adviceContext);
        const texts = [
          ...Object.values(describeOutcome(judged, adviceContext)),
          ...listProblems(problems, counts.invalid, [], adviceContext),
          ...((shown['problems'] ?? []) as { message: string }[]).map(({ message }) => message),
          ...((shown['notices'] ?? []) as string[]),
        ];
        const about = `table ${index}, ${JSON.stringify({ ...choice, ...node })}`;
        for (const text of new Set(texts)) yield { about, text, adviceContext };
      }
    }
  }
}

const CHECKED: Outcome = { status: 'success', code: 'checked', message: '1 contact.', source: 'check' };

/** What the node makes of each answer of Ozonetel, by way of the connector or not. */
function* answersSay(): Generator<Said> {
  for (const code of [...VENDOR_CODES, ...OWN_CODES]) {
    for (const choice of CHOICES) {
      for (const node of NODES) {
        const adviceContext = { ...node, rules: { ...RULES, ...choice } };
        const outcome: Outcome = { status: 'error', code, message: 'Words of Ozonetel', source: 'callback' };
        const upload = { counts_json: null, rules_json: '{}' } as Parameters<typeof withAdvice>[2];
        const advised = withAdvice(
          outcome,
          { code, message: '' } as Parameters<typeof withAdvice>[1],
          upload,
        );
        for (const one of node.mode === 'connector' ? [outcome, advised] : [outcome]) {
          const { title, advice } = describeOutcome({ outcome: one }, adviceContext);
          const about = `${code}, ${JSON.stringify({ ...choice, ...node })}`;
          yield { about, text: title, adviceContext };
          yield { about, text: advice, adviceContext };
        }
      }
    }
  }
}

const ALL: readonly Said[] = [...checkSays(), ...answersSay()];

/** @returns the texts of which something is wrong, each once */
const wrong = (find: (said: Said) => string | undefined): string[] => [
  ...new Set(ALL.flatMap((said) => (find(said) === undefined ? [] : [`${find(said)} <- ${said.text}`]))),
];

it('no text of the node about an outcome, a problem or a notice names a member or a code of the API', () => {
  expect(ALL.length).toBeGreaterThan(1_000);
  expect(wrong(({ text }) => API_NAME.exec(text)?.[0])).toEqual([]);
});

it('advice to stop a campaign names the operation Stop, directly and through the connector', () => {
  const advice = ALL.filter(({ about, text }) => /^campaign_running/.test(about) && /\bstop\b/.test(text));
  expect(new Set(advice.map(({ adviceContext: { mode } }) => mode))).toEqual(
    new Set(['direct', 'connector']),
  );
  expect(advice.filter(({ text }) => !text.includes('the operation Stop'))).toEqual([]);
});

it('every field and every value that such a text names is there in the node', () => {
  const unknown = ({ text }: Said): string | undefined => {
    for (const [, names = '', value] of text.matchAll(
      /\bset ([A-Z][\w ]*?) to ([A-Z][A-Za-z ]*?)(?=[.,;:]| and | under |$)/g,
    )) {
      for (const name of names.split(' and ')) {
        if (!labels.has(name)) return name;
        if (value !== undefined && !valuesOf(name).includes(value)) return `${name}: ${value}`;
      }
    }
    for (const [, name = ''] of text.matchAll(
      /\b(?:turn on|[Uu]nder) ([A-Z][A-Za-z ]*?)(?=[.,;:]| under| and|$)/g,
    )) {
      if (!labels.has(name)) return name;
    }
    return undefined;
  };
  expect(wrong(unknown)).toEqual([]);
});

it('no such text gives advice that is followed already, or that the node cannot follow', () => {
  const followed = ({
    text,
    adviceContext: { rules, mode, isMapped, waitsForTurn, waitsForOutcome, hasCallbackUrl, isCheck },
  }: Said): string | undefined =>
    [
      rules.invalidRows === 'drop' && /set [\w ]*Invalid Rows/,
      rules.rowsWiderThanHeader === 'drop' && /set [\w ]*Rows Wider Than Header/,
      rules.hiddenRows === 'drop' && /Hidden Rows/,
      rules.columnMatching === 'aliases' && /Column Matching/,
      (rules.split || mode === 'direct') && /, or turn on Split/,
      mode === 'connector' && /Connect Via/,
      isMapped && /Rename Columns/,
      rules.columns['Handset'] !== undefined && /add Rename Columns/,
      waitsForTurn === true && /Wait for Next Minute/,
      isCheck === true && /upload (?:them|the file) again/,
      waitsForOutcome === true && /turn on Wait for Outcome/,
      hasCallbackUrl === true && /Wait for Outcome|Ozonetel Trigger|use .*Callback URL/,
    ]
      .flatMap((pattern) => (pattern === false ? [] : (pattern.exec(text)?.[0] ?? [])))
      .at(0);
  expect(wrong(followed)).toEqual([]);
});

it('contacts that are items are not called rows, and have no lines and no file', () => {
  const ofFile = ({ text, adviceContext }: Said): string | undefined =>
    adviceContext.areItems === true
      ? /\brows?\b(?! Wider)|\blines? \d|\bthe file\b|contact file has/.exec(text)?.[0]
      : undefined;
  const ofCheck = ALL.filter(({ about }) => about.startsWith('table'));
  expect([...new Set(ofCheck.flatMap((said) => (ofFile(said) === undefined ? [] : [said.text])))]).toEqual(
    [],
  );
});

it('the labels that stand for members of the API are those of the fields', () => {
  for (const [name, { label, values = {} }] of Object.entries(FIELD_LABELS)) {
    expect({ name, label, isThere: labels.has(label) }).toEqual({ name, label, isThere: true });
    expect(valuesOf(label)).toEqual(expect.arrayContaining(Object.values(values)));
  }
});

it('an upload that could not be sent at all is not said to have been sent in part', () => {
  const outcome: Outcome = {
    status: 'error',
    code: 'connection_lost',
    message: 'Ozonetel could not be reached (ENOTFOUND). Nothing was sent.',
    advice: 'Check the upload URL of the connector.',
    source: 'transport',
  };
  expect(describeOutcome({ state: 'rejected', outcome }).title).toBe(
    'The request could not be sent to Ozonetel',
  );
  expect(describeOutcome({ state: 'unconfirmed', outcome }).title).toMatch(/was lost while the request/);
});

it('a request that the connector refuses names fields of the node in the place of paths', () => {
  expect(
    pathsInLabels('campaignName: must not be empty. columns.Mobile: is too long. file.url: no URL.'),
  ).toBe('Campaign Name: must not be empty. Rename Columns: is too long. File URL: no URL.');
});

it('no sentence in the sources of the nodes and credentials names a member of the API', () => {
  const root = join(__dirname, '../..');
  const found: string[] = [];
  for (const folder of ['nodes', 'credentials']) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('shared/labels.ts')) continue;
      const path = join(root, folder, file);
      const visit = (node: ts.Node): void => {
        const text =
          ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
            ? node.text
            : '';
        const isSentence = /[a-z] [a-z]/i.test(text) && !text.includes('{{');
        const name = isSentence ? API_NAME.exec(text)?.[0] : undefined;
        if (name !== undefined) found.push(`${file}: ${name} <- ${text}`);
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true));
    }
  }
  expect(found).toEqual([]);
});
