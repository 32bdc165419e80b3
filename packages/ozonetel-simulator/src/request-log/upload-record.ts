import type { FaultName } from '../fault/fault';

/**
 * How a request ended: `answered`, or the connection was `cut` by a fault, or it was left unanswered (`never`),
 * or the client went away first (`abandoned`).
 */
export type UploadEnd = 'answered' | 'cut' | 'never' | 'abandoned';

/** A contact file as it came in; of a request that broke off, the part that came. */
export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One callback that was posted, or kept back by a fault. */
export interface CallbackRecord {
  readonly message: string;
  readonly isDropped: boolean;
  readonly sentAt: string;
  answeredAt?: string;
  httpStatus?: number;
  /** Code of the network fault, where no answer came. */
  error?: string;
}

/** All that is known of one request to the endpoint. Times are ISO 8601 UTC with milliseconds. */
export interface UploadRecord {
  /** 1, 2, 3… in the order of arrival. */
  readonly number: number;
  readonly receivedAt: string;
  /** When its body was whole. */
  readAt?: string;
  /** The last moment at which its line is known to have been in use; no client can have seen its end before. */
  endedAt?: string;
  /** An upload is open from `receivedAt` until it was refused, cut, or its first callback began. */
  closedAt?: string;
  username?: string;
  campaignName?: string;
  action?: string;
  /** The callback URL itself holds the client's secret: its origin and a digest tell it apart. */
  callBackUrl?: { readonly origin: string; readonly sha256: string };
  /** Fields that the page does not name, spelled as they came. */
  unknownFields: string[];
  file?: FileRecord;
  end?: UploadEnd;
  reply?: { readonly httpStatus: number; readonly body: string };
  /** Whether the endpoint took it: `Data processing`, said or meant. */
  isAccepted: boolean;
  processedAt?: string;
  /** Records under the header. */
  rows?: number;
  /** Over header and records, whatever format they came in. */
  contactsSha256?: string;
  /** Whether its contacts went into the campaign. */
  isLoaded: boolean;
  callbacks: CallbackRecord[];
  /** Ordered faults that struck it. */
  faults: FaultName[];
}
