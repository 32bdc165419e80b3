import { Statements } from '../../src/store/statements';

it('a statement is refused whose parameters are in another order than in its text', () => {
  const compile = () => ({ sql: 'select ?, ?', parameters: ['account', 1] });
  expect(() => new Statements().with('look', compile, [1, 'account'])).toThrow('are not those of its text');
});

it('a statement is compiled once, and run with the parameters of each call', () => {
  const statements = new Statements();
  const compile = jest.fn(() => ({ sql: 'select ?', parameters: ['a'] }));
  statements.with('look', compile, ['a']);
  expect(statements.with('look', compile, ['b'])).toMatchObject({ sql: 'select ?', parameters: ['b'] });
  expect(compile).toHaveBeenCalledTimes(1);
});
