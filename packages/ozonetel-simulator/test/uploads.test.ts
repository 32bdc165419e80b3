import { closeScenes, startScene } from './scene';

afterEach(closeScenes);

test('a good upload is answered, called back, and loaded', async () => {
  const { simulator, listener, upload, json } = await startScene();

  const reply = await upload();

  expect(reply.httpStatus).toBe(200);
  expect(JSON.parse(reply.body)).toEqual({ status: 'success', message: 'Data processing' });
  const callback = await listener.next();
  expect(callback).toMatchObject({
    method: 'POST',
    path: '/callbacks/secret-token',
    contentType: 'application/json',
  });
  expect(JSON.parse(callback.body)).toEqual({
    status: 'success',
    message: 'Data uploaded successfully',
    campaign: 'Diwali',
    username: 'acme',
  });
  expect(await json('/campaigns/acme/Diwali')).toMatchObject({
    contactCount: 2,
    contacts: [
      { PhoneNumber: '+91 98765 43210', Name: 'Asha' },
      { PhoneNumber: '09876543211', Name: 'Ravi' },
    ],
  });
  await simulator.idle();
});
