export type Members = Readonly<Record<string, string>>;

const multipart = (fields: Members, newline = '\r\n'): string =>
  Object.entries(fields)
    .map(([name, value]) =>
      ['--b0undary', `Content-Disposition: form-data; name="${name}"`, '', value, ''].join(newline),
    )
    .join('') + `--b0undary--${newline}`;

/** Every form in which an answer has been seen or is feared; the reader is given nothing but the body. */
export const ENCODINGS: readonly (readonly [string, (members: Members) => string])[] = [
  ['JSON', (members) => JSON.stringify(members)],
  [
    'JSON with a byte order mark and blank lines',
    (members) => `\uFEFF\r\n${JSON.stringify(members, null, 2)}\n\n`,
  ],
  ['JSON in a JSON string', (members) => JSON.stringify(JSON.stringify(members))],
  ['JSON in an array', (members) => JSON.stringify([members])],
  [
    'JSON with member names in capitals',
    (members) => JSON.stringify(withKeys(members, (key) => key.toUpperCase())),
  ],
  [
    'JSON with spaces around the member names',
    (members) => JSON.stringify(withKeys(members, (key) => ` ${key} `)),
  ],
  ['JSON with a member data', (members) => JSON.stringify({ data: members })],
  ['text as the page prints it', (members) => bare(members)],
  ['text as the page prints it, with a brace at the end', (members) => `${bare(members)}}`],
  ['text as the page prints it, with line breaks', (members) => `{${bare(members, '\n')}`],
  ['form fields', (members) => new URLSearchParams(members).toString()],
  [
    'a form field data holding JSON',
    (members) => new URLSearchParams({ data: JSON.stringify(members) }).toString(),
  ],
  [
    'a form field data holding JSON, beside others',
    (members) => `id=1&${new URLSearchParams({ data: JSON.stringify(members) }).toString()}`,
  ],
  ['multipart', (members) => multipart(members)],
  ['multipart with bare line feeds', (members) => multipart(members, '\n')],
  ['a multipart field data holding JSON', (members) => multipart({ data: JSON.stringify(members) })],
];

function withKeys(members: Members, change: (key: string) => string): Members {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [change(key), value]));
}

function bare(members: Members, separator = ' '): string {
  return Object.entries(members)
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
    .join(separator);
}
