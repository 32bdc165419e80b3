import { isDatabaseUnavailable } from '../../src/store/database-unavailable';

const withCode = (code: string) => Object.assign(new Error('it failed'), { code });

describe('a fault of the database is taken for one that passes', () => {
  it.each([
    ...['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', 'SQLITE_IOERR_WRITE'],
    ...['SQLITE_READONLY', 'SQLITE_READONLY_DBMOVED', 'SQLITE_CANTOPEN'],
    ...['08006', '53100', '53300', '57P01', '57P03', '58030', '25006', '40001', '40P01', '55P03'],
    ...['ENOSPC', 'EDQUOT', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN'],
  ])('when its code is %s', (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(true));

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
    'when pg, which gives it no code, says "%s"',
    (message) => expect(isDatabaseUnavailable(new Error(message))).toBe(true),
  );

  it('when every address of a name refused the connection', () =>
    expect(isDatabaseUnavailable(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true));
});

describe('a fault is not tried again', () => {
  it.each([
    'SQLITE_CONSTRAINT_UNIQUE',
    'SQLITE_ERROR',
    'SQLITE_CORRUPT',
    '23505',
    '42601',
    'ERR_INVALID_ARG_TYPE',
  ])('when its code is %s', (code) => expect(isDatabaseUnavailable(withCode(code))).toBe(false));

  it('when it has none', () =>
    expect(isDatabaseUnavailable(new TypeError('x is not a function'))).toBe(false));
});
