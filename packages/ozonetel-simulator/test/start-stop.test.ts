import { closeScenes, startScene } from './scene';

afterEach(closeScenes);

const HEADER_ONLY = { name: 'stop.csv', content: 'PhoneNumber\r\n' };

test('start starts the campaign when the upload is in', async () => {
  const { simulator, listener, upload } = await startScene();
  const campaign = simulator.campaigns.find('acme', 'Diwali');

  await upload({ action: 'start' });
  await listener.next();

  expect(campaign?.view()).toMatchObject({ position: 'running', contacts: 2 });
  expect(JSON.parse((await upload({ action: 'start' })).body)).toMatchObject({
    message: 'Campaign is running',
  });
});

test('an upload being processed has not started its campaign yet', async () => {
  const { simulator, upload } = await startScene({ processingMs: 60_000 });
  await upload({ action: 'start' });
  expect(simulator.campaigns.find('acme', 'Diwali')?.view()).toMatchObject({
    position: 'stopped',
    contacts: 0,
  });
});

test('start does not start the campaign when the file is refused', async () => {
  const { simulator, listener, upload } = await startScene();
  await upload({ action: 'start' }, { name: 'contacts.csv', content: 'PhoneNumber\n#\n' });
  await listener.next();
  expect(simulator.campaigns.find('acme', 'Diwali')?.position).toBe('stopped');
});

test('without an action the campaign stays stopped', async () => {
  const { simulator, listener, upload } = await startScene();
  await upload();
  await listener.next();
  expect(simulator.campaigns.find('acme', 'Diwali')?.position).toBe('stopped');
});

test('stop stops a running campaign before it is answered; its empty file is told of later', async () => {
  const { simulator, listener, upload } = await startScene();
  const reply = await upload({ campaignName: 'Busy', action: 'stop' }, HEADER_ONLY);
  expect(simulator.campaigns.find('acme', 'Busy')?.position).toBe('stopped');
  expect(JSON.parse(reply.body)).toEqual({ status: 'success', message: 'Data processing' });
  expect(JSON.parse((await listener.next()).body)).toEqual({
    status: 'error',
    message: 'Uploaded xlsx File Should Not Be Empty',
  });
});

test('with the validation in the reply a stop is answered as an empty file, and stops all the same', async () => {
  const { simulator, upload } = await startScene({ validationChannel: 'reply' });
  const reply = await upload({ campaignName: 'Busy', action: 'stop' }, HEADER_ONLY);
  expect(JSON.parse(reply.body)).toMatchObject({ message: 'Uploaded xlsx File Should Not Be Empty' });
  expect(simulator.campaigns.find('acme', 'Busy')?.position).toBe('stopped');
});

test('stop is taken while an upload is being processed, which goes on', async () => {
  const { simulator, listener, upload } = await startScene({ processingMs: 100 });
  await upload();
  expect(JSON.parse((await upload({ action: 'stop' }, HEADER_ONLY)).body)).toMatchObject({
    status: 'success',
  });
  await Promise.all([listener.next(), listener.next()]);
  expect(simulator.campaigns.find('acme', 'Diwali')?.view()).toMatchObject({
    contacts: 2,
    isProcessing: false,
  });
});

test('stop holds no other upload up', async () => {
  const { upload } = await startScene({ processingMs: 60_000 });
  await upload({ action: 'stop' }, HEADER_ONLY);
  expect(JSON.parse((await upload()).body)).toMatchObject({ status: 'success' });
});

test('contacts that a stop brings are loaded: the page says nothing else', async () => {
  const { simulator, listener, upload } = await startScene();
  await upload({ campaignName: 'Busy', action: 'stop' });
  await listener.next();
  expect(simulator.campaigns.find('acme', 'Busy')?.view()).toMatchObject({
    position: 'stopped',
    contacts: 2,
  });
});

test.each([
  ['a wrong key', { apiKey: 'wrong' }, HEADER_ONLY, 'Authentication failed'],
  ['no file', {}, null, 'File is mandatory'],
  ['an unknown campaign', { campaignName: 'Nobody' }, HEADER_ONLY, 'Campaign not found'],
])('a stop with %s stops nothing', async (_, fields, file, message) => {
  const { simulator, upload } = await startScene();
  const reply = await upload({ campaignName: 'Busy', action: 'stop', ...fields }, file);
  expect(JSON.parse(reply.body)).toEqual({ status: 'error', message });
  expect(simulator.campaigns.find('acme', 'Busy')?.position).toBe('running');
});
