import { createCrmExport } from '../src/crm-export/create-crm-export';
import { serveCrmExport, type ServedFile } from '../src/crm-export/serve-crm-export';

describe('the export', () => {
  const lines = createCrmExport(1_000).slice(1).trimEnd().split('\r\n');

  it('has a BOM, the headers of a CRM, and a record for each contact', () => {
    expect(createCrmExport(1).startsWith('\uFEFFLead ID,Full Name,Mobile No,')).toBe(true);
    expect(lines).toHaveLength(1_001);
  });

  it('gives each contact another number, none of them a mobile number that exists', () => {
    const numbers = lines.slice(1).map((line) => /\+91 5\d{4} \d{5}/.exec(line)?.[0]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(1_000);
  });

  it('quotes what a CSV must quote', () => {
    expect(lines[1]).toContain('"Sharma, Aarav"');
    expect(lines[4]).toContain('"Campaign ""Festive"""');
  });
});

describe('its server', () => {
  let served: ServedFile;
  beforeEach(async () => (served = await serveCrmExport('a,b\r\n1,2\r\n')));
  afterEach(() => served.close());

  it('gives the file as a CRM does at its download link', async () => {
    const response = await fetch(served.url);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('a,b\r\n1,2\r\n');
    expect(new URL(served.url).host).toBe(served.host);
  });

  it('has nothing else', async () => {
    expect((await fetch(new URL('/', served.url))).status).toBe(404);
    expect((await fetch(served.url, { method: 'POST' })).status).toBe(404);
  });
});
