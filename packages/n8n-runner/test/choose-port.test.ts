import { createServer, type AddressInfo, type Server } from 'node:net';
import { choosePort, findFreePort } from '../src/process/choose-port';

let other: Server;
let taken: number;

beforeEach(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  taken = (other.address() as AddressInfo).port;
});
afterEach(() => new Promise((resolve) => other.close(resolve)));

const request = { name: 'n8n', variable: 'DEMO_N8N_PORT' };

it('the preferred port is taken if it is free, without a word', async () => {
  const free = await findFreePort();
  expect(await choosePort({ ...request, preferred: free })).toEqual({ port: free });
});

it('another port is taken if the preferred one is in use, and a line says so', async () => {
  const { port, note } = await choosePort({ ...request, preferred: taken });
  expect(port).not.toBe(taken);
  expect(note).toBe(
    `Port ${taken} is taken by another program, so n8n is at port ${port} this time. To choose one: DEMO_N8N_PORT=<port> npm start`,
  );
});

it('no other port is taken for a user who asked for one that is in use', async () => {
  await expect(choosePort({ ...request, preferred: 1, wanted: taken })).rejects.toThrow(
    `Port ${taken}, which DEMO_N8N_PORT asks for, is taken by another program. ` +
      `End that program, or give n8n another port: DEMO_N8N_PORT=${taken + 1} npm start`,
  );
});
