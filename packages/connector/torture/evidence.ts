import type { UploadRecord, Violations } from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { Delivery, Upload } from '@ozonetel-bulk-upload/shared-types';
import type { PlannedUpload } from './planned-uploads';
import type { FrozenRequest } from '../test/harness/freezing-gate';

/** A planned upload as its client remembers it. */
export interface Placed {
  readonly planned: PlannedUpload;
  /** The uploads that it was answered with: one, however often it asked. */
  readonly ids: readonly string[];
  /** Answers that refused it. */
  readonly refusals: readonly string[];
  /** Whether it was answered that its upload is canceled. */
  readonly isCanceled: boolean;
}

/** One try of a delivery, as it came to a receiver. */
export interface ReceivedTry {
  readonly url: string;
  readonly eventId: string;
  readonly body: string;
  readonly isSigned: boolean;
  /** Whether the receiver was up and answered 2xx. */
  readonly isTaken: boolean;
}

/** Where events of some uploads are to arrive. */
export interface Endpoint {
  readonly url: string;
  readonly subscriptionId?: string;
  wants(planned: PlannedUpload): boolean;
}

/** What clients, Ozonetel and receivers wrote down, and the connector's own view for comparison. */
export interface Evidence {
  readonly callbackTimeoutMs: number;
  readonly placed: readonly Placed[];
  readonly uploads: readonly Upload[];
  /** Uploads that were seen `unconfirmed` at some time, by their ids. */
  readonly seenUnconfirmed: ReadonlySet<string>;
  readonly records: readonly UploadRecord[];
  readonly violations: Violations;
  readonly endpoints: readonly Endpoint[];
  readonly tries: readonly ReceivedTry[];
  readonly deliveries: readonly Delivery[];
  /** Sends that were frozen between their commit and their first byte for longer than their lease. */
  readonly frozenSends: readonly FrozenRequest[];
  /** Answers of connectors about a fault of their own: how often each status came. */
  readonly faultAnswers: ReadonlyMap<number, number>;
  /** Ends of connectors that nobody wanted, in words. */
  readonly unwantedEnds: readonly string[];
}
