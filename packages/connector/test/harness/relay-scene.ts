import {
  uploadEventSchema,
  type Delivery,
  type Upload,
  type UploadEvent,
} from '@ozonetel-bulk-upload/shared-types';
import { Webhook } from 'standardwebhooks';
import type { DatabaseKind } from './databases';
import { startReceiver, type ReceivedEvent, type Receiver, type Respond } from './receiver';
import { openScene, type Scene } from './scene';
import type { Answer } from './test-connector';
import { PROCESSING, UPLOADED } from './vendor';

export const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;
/** As many as the schedule below has delays. */
export const TRIES = 5;

/** @throws Error when the signature is not that of the secret */
export function verify(secret: string, { body, headers }: ReceivedEvent): UploadEvent {
  return uploadEventSchema.parse(new Webhook(secret).verify(body, headers as Record<string, string>));
}

/** A scene for the tests of a suite, and a receiver for each of them. */
export interface RelayScene {
  readonly scene: Scene;
  readonly receiver: Receiver;
  /** What the receiver of this test answers. */
  respond: Respond;
  readonly subscribe: (body?: object) => Promise<Answer>;
  /** Uploads, and gives the callback. */
  readonly finish: (change?: Parameters<Scene['send']>[0], callback?: object) => Promise<Upload>;
  readonly deliveriesOf: (uploadId: string, query?: string) => Promise<Delivery[]>;
  /** The first delivery of an upload, when it is in the state. */
  readonly untilState: (uploadId: string, state: Delivery['state']) => Promise<Delivery>;
}

/** Sets the hooks of the suite that it is called in. */
export function useRelayScene(kind: DatabaseKind): RelayScene {
  let scene: Scene;
  let receiver: Receiver;
  const relay: RelayScene = {
    get scene() {
      return scene;
    },
    get receiver() {
      return receiver;
    },
    respond: () => ({ status: 200 }),
    subscribe: (body = {}) =>
      scene.connector.call('POST', '/v1/subscriptions', { url: `${receiver.url}/hook`, ...body }),
    async finish(change = {}, callback = UPLOADED) {
      const { upload, request } = await scene.send(change);
      await request.callBack(callback);
      return scene.connector.until(upload.id, 'succeeded', 'failed');
    },
    async deliveriesOf(uploadId, query = '') {
      const { json } = await scene.connector.call('GET', `/v1/deliveries?limit=200${query}`);
      return (json.items as Delivery[]).filter((delivery) => delivery.uploadId === uploadId);
    },
    async untilState(uploadId, state) {
      for (;;) {
        const [delivery] = await relay.deliveriesOf(uploadId);
        if (delivery?.state === state) return delivery;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
  beforeAll(async () => {
    scene = await openScene(kind, { env: { RELAY_RETRY_SCHEDULE_MS: '0,20,30,40,50' } });
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    relay.respond = () => ({ status: 200 });
    receiver = await startReceiver((event, index) => relay.respond(event, index));
    scene.vendor.respond = () => PROCESSING;
  });
  afterEach(async () => {
    const { items } = (await scene.connector.call('GET', '/v1/subscriptions')).json as {
      items: { id: string }[];
    };
    for (const { id } of items) await scene.connector.call('DELETE', `/v1/subscriptions/${id}`);
    await receiver.close();
  });
  return relay;
}
