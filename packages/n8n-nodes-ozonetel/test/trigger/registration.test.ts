import { CONNECTOR_KEY, StandInConnector } from '../harness/stand-in-connector';
import { TestTrigger } from '../harness/test-trigger';

let connector: StandInConnector;
let trigger: TestTrigger;

beforeEach(async () => {
  connector = await StandInConnector.start();
  const ozonetelConnectorApi = { baseUrl: connector.url, apiKey: CONNECTOR_KEY };
  trigger = await TestTrigger.start({ ozonetelConnectorApi }, { mode: 'connector' });
});
afterEach(async () => {
  await trigger.close();
  await connector.close();
});

it('unpublishing succeeds while the connector is away, and the next publishing leaves one registration', async () => {
  await trigger.hook('create');
  connector.answers.push({ status: 502, body: '<html>Bad gateway</html>' });
  expect(await trigger.hook('delete')).toBe(true);
  expect(connector.subscriptions.size).toBe(1);
  await trigger.hook('create');
  expect(connector.subscriptions.size).toBe(1);
});

it('publishing goes on where the connector answers 503 for a moment', async () => {
  connector.answers.push({ status: 503, body: {} });
  expect(await trigger.hook('create')).toBe(true);
  expect(connector.subscriptions.size).toBe(1);
});
