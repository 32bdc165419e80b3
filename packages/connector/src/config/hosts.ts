import { isIP } from 'node:net';
import { postUrlSchema } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import { isRefusedHost } from '../net/address-policy';

const ENTRY = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/;
const DNS_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const ADDRESS_V6 = /^\[[0-9a-f:.]+\]$/;
const MAX_PORT = 65_535;

/** An entry of a list of hosts, as the host of a URL is spelled. What no URL can match is refused. */
export const hostSchema = z.string().transform((entry, context) => {
  const host = canonicalEntry(entry);
  const message =
    host === undefined
      ? 'each entry must be host or host:port, comma-separated, without a scheme, a path or wildcards'
      : 'must not list link-local, multicast or metadata addresses, which are never connected to';
  if (host !== undefined && !isNeverReached(host)) return host;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function canonicalEntry(entry: string): string | undefined {
  if (isIP(entry) === 6) return canonicalEntry(`[${entry}]`);
  const [, host = '', port] = ENTRY.exec(entry) ?? [];
  const name = canonicalName(host);
  if (port === undefined || name === undefined) return name;
  return Number(port) >= 1 && Number(port) <= MAX_PORT ? `${name}:${Number(port)}` : undefined;
}

function canonicalName(host: string): string | undefined {
  if (/[\s/\\@?#%]/.test(host)) return undefined;
  const name = URL.parse(`http://${host}/`)?.hostname.replace(/\.$/, '');
  return name !== undefined && isHostOfUrl(name) ? name : undefined;
}

function isHostOfUrl(name: string): boolean {
  return DNS_NAME.test(name) || ADDRESS_V6.test(name);
}

function isNeverReached(host: string): boolean {
  return isRefusedHost(new URL(`http://${host}/`), { policy: 'relay', allowedHosts: [] });
}

/** A URL that something is posted to: exactly one, at a host that there can be. */
export const configuredUrlSchema = postUrlSchema.refine(
  isOneUrl,
  'must be one URL with the name of a host; a list is separated by commas',
);

function isOneUrl(text: string): boolean {
  const hostname = URL.parse(text)?.hostname;
  // What is no URL at all has been refused in other words.
  if (hostname === undefined) return true;
  return isHostOfUrl(hostname.replace(/\.$/, '')) && !/[;|\s]\s*https?:\/\//i.test(text);
}

/** Where to listen, as `listen` takes it: an IPv6 address has no brackets there. */
export const listenHostSchema = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || DNS_NAME.test(text.toLowerCase()),
    'must be an IP address or a host name, without a scheme, a port or brackets',
  );
