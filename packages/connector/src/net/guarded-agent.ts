import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { errorCode } from '../observe/error-code';
import { allowanceOf, isRefusedHost, type AddressPolicy } from './address-policy';

/** A connection that the policy does not allow; nothing was sent over it. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';

  constructor(readonly host: string) {
    super(`The address of ${host} may not be connected to.`);
  }
}

export interface AddressGuardOptions extends AddressPolicy {
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction;
  readonly connectTimeoutMs: number;
  /** Called when the other end resets a connection, before what was on it ends or fails. */
  readonly onReset?: () => void;
}

/**
 * An undici Agent that checks each connection when it is made: literal addresses before, each answer of the
 * look-up, and the peer after. So a redirect or a name that changes its address is refused as well.
 */
export function createGuardedAgent(options: AddressGuardOptions): Agent {
  return new Agent({ connect: createGuardedConnector(options) });
}

function createGuardedConnector(options: AddressGuardOptions): buildConnector.connector {
  const { connectTimeoutMs, lookup = systemLookup, onReset } = options;
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const isAllowed = allowanceOf(target, options);
    if (isAllowed === undefined || isRefusedHost(target, options)) {
      callback(new AddressRefusedError(host), null);
      return;
    }
    const connect = buildConnector({
      allowH2: false,
      timeout: connectTimeoutMs,
      lookup: guardLookup(lookup, isAllowed),
    });
    connect(target, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else if (isPeerAllowed(socket, isAllowed)) {
        // To undici a body without a length ends with its connection, however that ends.
        socket.once('error', (fault: Error) => errorCode(fault) === 'ECONNRESET' && onReset?.());
        callback(null, socket);
      } else {
        socket.destroy();
        callback(new AddressRefusedError(host), null);
      }
    });
  };
}

/** A look-up whose answers are those allowed; none left is a refusal. */
function guardLookup(lookup: LookupFunction, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, answer, family) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const found: LookupAddress[] = Array.isArray(answer)
        ? answer
        : [{ address: answer, family: family ?? 4 }];
      const allowed = found.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) callback(new AddressRefusedError(hostname), '');
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function isPeerAllowed(socket: Socket, isAllowed: (address: string) => boolean): boolean {
  return socket.remoteAddress !== undefined && isAllowed(socket.remoteAddress);
}
