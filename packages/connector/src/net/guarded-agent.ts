import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { lookup as systemLookup } from 'node:dns';
import { Agent, buildConnector } from 'undici';
import { isHarmlessAddress, isPublicAddress } from './address-policy';

/** A connection that the policy does not allow; nothing was sent over it. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';

  constructor(readonly host: string) {
    super(`The address of ${host} may not be connected to.`);
  }
}

export interface AddressGuardOptions {
  /**
   * `fetch`: public unicast addresses alone; a host of `allowedHosts` is freed from that, though not for
   * link-local and metadata addresses. `relay`: any address but those; where `allowedHosts` is not empty, only
   * its hosts.
   */
  readonly policy: 'fetch' | 'relay';
  /** `host` or `host:port`, an IPv6 host in brackets. */
  readonly allowedHosts: readonly string[];
  /** Like `dns.lookup`, which is the default. */
  readonly lookup?: LookupFunction;
  readonly connectTimeoutMs: number;
}

/** Names of metadata services, refused before anyone is asked where they are. */
const METADATA_NAMES = [
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
];

/**
 * An undici Agent that checks each connection when it is made: literal addresses before, each answer of the
 * look-up, and the peer after. So a redirect or a name that changes its address is refused as well.
 */
export function createGuardedAgent(options: AddressGuardOptions): Agent {
  return new Agent({ connect: createGuardedConnector(options) });
}

function createGuardedConnector(options: AddressGuardOptions): buildConnector.connector {
  const { connectTimeoutMs, lookup = systemLookup } = options;
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    const isAllowed = allowanceOf(target, options);
    if (isAllowed === undefined || (isIP(host) !== 0 && !isAllowed(host))) {
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
      else if (isPeerAllowed(socket, isAllowed)) callback(null, socket);
      else {
        socket.destroy();
        callback(new AddressRefusedError(host), null);
      }
    });
  };
}

/** Which addresses the host may have; undefined where the host itself is refused. */
function allowanceOf(
  { hostname, protocol, port }: buildConnector.Options,
  { policy, allowedHosts }: AddressGuardOptions,
): ((address: string) => boolean) | undefined {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (METADATA_NAMES.includes(name)) return undefined;
  // undici takes the brackets off.
  const host = isIP(name) === 6 ? `[${name}]` : name;
  const listed = [name, host, `${host}:${port || (protocol === 'https:' ? '443' : '80')}`];
  const isListed = allowedHosts.some((allowed) => listed.includes(allowed.toLowerCase()));
  if (policy === 'fetch' && !isListed) return isLocalName(name) ? undefined : isPublicAddress;
  if (policy === 'fetch') return isHarmlessAddress;
  return isListed || allowedHosts.length === 0 ? isHarmlessAddress : undefined;
}

/** RFC 6761: such a name is this machine, though not every resolver knows it. */
function isLocalName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
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
