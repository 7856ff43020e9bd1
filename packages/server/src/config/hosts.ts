/** Under which names the gateway is addressed. */
import type { Settings } from './configuration.ts'
import { formatAddress, isEveryInterface } from './field/address.ts'

/**
 * Values of the `Host` header that are answered, in lower case: those that are configured, that of the public URL, and
 * those by which the listener itself is reached. All others are refused (DNS rebinding: MCP, transports, security
 * warning).
 * @param port the one that was bound, where the system chose it
 */
export function hostsAllowed(settings: Settings, port: number): ReadonlySet<string> {
  const { listen, publicUrl, allowedHosts } = settings
  const { host, loopback } = listen.mcp
  const everywhere = isEveryInterface(host)
  const local = loopback || everywhere ? ['localhost', '127.0.0.1', '::1'] : []
  const names = new Set([...local, ...(everywhere ? [] : [host])])
  return new Set([
    ...allowedHosts,
    ...(publicUrl === undefined ? [] : [publicUrl.host]),
    ...[...names].flatMap((name) => forms(formatAddress({ host: name, port }))),
  ])
}

/** Clients leave out the port that is usual for the scheme. */
const forms = (host: string): readonly string[] => [host, host.replace(/:(?:80|443)$/, '')]
