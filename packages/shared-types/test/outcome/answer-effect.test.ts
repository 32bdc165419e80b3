import { answerOutcome, callbackEffect, readAnswer, replyEffect } from '../../src';
import { DOCUMENTED_MESSAGES } from './documented-messages';

const reply = (body: unknown) => replyEffect(readAnswer(asBody(body)));
const callback = (body: unknown) => callbackEffect(readAnswer(asBody(body)));
const asBody = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

const ERRORS = DOCUMENTED_MESSAGES.filter(({ status }) => status === 'error');
const REFUSALS = ERRORS.filter(({ code }) => code !== 'request_limit_exhausted');

describe('a reply', () => {
  test.each(['Data processing', 'Data uploaded successfully', 'Something new', ''])(
    'with the status success and the text "%s" leaves it processing',
    (message) => expect(reply({ status: 'success', message })).toMatchObject({ state: 'processing' }),
  );

  test.each(REFUSALS)('"$message" rejects it', ({ code, message }) => {
    expect(reply({ status: 'error', message })).toEqual({ state: 'rejected', code });
    expect(reply({ status: 'FAIL', message })).toEqual({ state: 'rejected', code });
    expect(reply(message)).toEqual({ state: 'rejected', code });
  });

  test('"Request limit exhausted" lets it wait for the next slot', () => {
    const waiting = { state: 'waiting', code: 'request_limit_exhausted' };
    expect(reply({ status: 'error', message: 'Request limit exhausted' })).toEqual(waiting);
    expect(reply('Request limit exhausted')).toEqual(waiting);
  });

  test.each([
    { status: 'error', message: 'Licence expired' },
    { status: 'failure' },
    { status: false, message: '' },
  ])('%j, a status that is not success and no known text, rejects it as unrecognised', (body) =>
    expect(reply(body)).toEqual({ state: 'rejected', code: 'unrecognised' }),
  );

  test.each([
    ['empty', ''],
    ['a page', '<html>Sign in</html>'],
    ['not JSON', 'Internal Server Error'],
    ['JSON without a status', '{"message":"hello"}'],
    ['JSON of a web framework', '{"status":500,"error":"Internal Server Error"}'],
    ['good news without a status', 'Data processing'],
    ['good news with a bad status', '{"status":"error","message":"Data processing"}'],
    ['the best news with a bad status', '{"status":"error","message":"Data uploaded successfully"}'],
  ])('that is %s leaves it unconfirmed: the file may be in', (_, body) => {
    expect(reply(body)).toEqual({ state: 'unconfirmed', code: 'unrecognised' });
  });
});

describe('a reply to a stop', () => {
  const stop = (body: unknown) => replyEffect(readAnswer(asBody(body)), 'stop');

  test('with the status success is its end: the campaign is stopped', () => {
    expect(stop({ status: 'success', message: 'Data processing' })).toEqual({
      state: 'succeeded',
      code: 'stopped',
    });
  });

  test('that complains about the file without contacts leaves it unconfirmed', () => {
    const empty = ERRORS.find(({ code }) => code === 'file_empty')?.message;
    expect(stop({ status: 'error', message: empty })).toEqual({ state: 'unconfirmed', code: 'file_empty' });
  });

  test.each(REFUSALS.filter(({ code }) => code !== 'file_empty'))(
    '"$message" rejects it',
    ({ code, message }) => {
      expect(stop({ status: 'error', message })).toEqual({ state: 'rejected', code });
    },
  );

  test('"Request limit exhausted" lets it wait for the next slot', () => {
    expect(stop('Request limit exhausted')).toMatchObject({ state: 'waiting' });
  });
});

describe('the outcome of an answer', () => {
  const answer = readAnswer('{"status":"error","message":"Invalid phone numbers present in rows [3, 7]"}');

  test('keeps the vendor’s words, its code and the rows it names', () => {
    expect(answerOutcome(answer, 'failed')).toEqual({
      status: 'error',
      code: answer.code,
      message: 'Invalid phone numbers present in rows [3, 7]',
      rows: [3, 7],
      source: 'callback',
    });
  });

  test('of a reply says what the reply did, not what its text alone would say', () => {
    const stopped = replyEffect(readAnswer('{"status":"success","message":"Data processing"}'), 'stop');
    expect(answerOutcome(answer, stopped)).toMatchObject({
      status: 'success',
      code: 'stopped',
      source: 'reply',
    });
  });
});

describe('a callback', () => {
  test('"Data uploaded successfully" with the status success is its success', () => {
    expect(callback({ status: 'Success ', message: 'Data uploaded successfully' })).toBe('succeeded');
  });

  test.each(ERRORS)('"$message" fails it, whatever the status', ({ message }) => {
    expect(callback({ status: 'error', message })).toBe('failed');
    expect(callback({ status: 'success', message })).toBe('failed');
    expect(callback(message)).toBe('failed');
  });

  test('a status that is not success with an unknown text fails it', () => {
    expect(callback({ status: 'failure', message: 'Licence expired' })).toBe('failed');
  });

  test.each([
    ['the status success with an unknown text', { status: 'success', message: 'Something new' }],
    ['a text that only replies use', { status: 'success', message: 'Data processing' }],
    ['a text that only replies use, with a bad status', { status: 'error', message: 'Data processing' }],
    ['good news with a bad status', { status: 'error', message: 'Data uploaded successfully' }],
    ['good news without a status', 'Data uploaded successfully'],
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['a web framework’s error', { status: 404, error: 'Not Found' }],
  ])('%s is recorded and changes nothing', (_, body) => {
    expect(callback(body)).toBe('recorded');
  });
});
