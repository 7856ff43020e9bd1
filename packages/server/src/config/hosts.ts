/** Under which names the gateway is addressed. */
import type { Settings } from './configuration.ts'
import { type Address, formatAddress, isEveryInterface } from './field/address.ts'

/**
 * Values of the `Host` header that are answered, in lower case: those that are configured, that of the public URL, and
 * those by which the listener itself is reached. All others are refused (DNS rebinding: MCP, transports, security
 * warning).
 * @param port the one that was bound, where the system chose it
 */
export function hostsAllowed(settings: Settings, port: number): ReadonlySet<string> {
  const { listen, publicUrl, allowedHosts } = settings
  return hostsOf(listen.mcp, port, [...allowedHosts, ...(publicUrl === undefined ? [] : [publicUrl.host])])
}

/** The same for the catalogue's listener; none where it has none. */
export function catalogueHosts({ listen, catalogue }: Settings, port: number): ReadonlySet<string> {
  const { publicOrigin, allowedHosts } = catalogue
  if (listen.catalogue === undefined) return new Set()
  const known = publicOrigin === undefined ? [] : [new URL(publicOrigin).host]
  return hostsOf(listen.catalogue, port, [...allowedHosts, ...known])
}

/** The same for the control plane's listener, which is scraped under the address among gateways; none where it has none. */
export function adminHosts({ listen, admin, gateways }: Settings, port: number): ReadonlySet<string> {
  if (listen.admin === undefined) return new Set()
  const known = admin.publicOrigin === undefined ? [] : [new URL(admin.publicOrigin).host]
  const among = gateways.address === undefined ? [] : forms(`${new URL(gateways.address).hostname}:${port}`)
  return hostsOf(listen.admin, port, [...admin.allowedHosts, ...known, ...among])
}

function hostsOf({ host, loopback }: Address, port: number, named: readonly string[]): ReadonlySet<string> {
  const everywhere = isEveryInterface(host)
  const local = loopback || everywhere ? ['localhost', '127.0.0.1', '::1'] : []
  const names = new Set([...local, ...(everywhere ? [] : [host])])
  return new Set([...named, ...[...names].flatMap((name) => forms(formatAddress({ host: name, port })))])
}

/** Clients leave out the port that is usual for the scheme. */
const forms = (host: string): readonly string[] => [host, host.replace(/:(?:80|443)$/, '')]
