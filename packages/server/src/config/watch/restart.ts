/** Which parts of an edit can only take effect at the next start. */
import type { Settings, TrafficLimits } from '../configuration.ts'

const parts: Readonly<Record<string, (settings: Settings) => unknown>> = {
  'listen.mcp': ({ listen }) => [listen.mcp.host, listen.mcp.port],
  'listen.fast_lane': ({ listen }) => listen.fastLane,
  'listen.admin': ({ listen }) => [listen.admin?.host, listen.admin?.port],
  'listen.catalogue': ({ listen }) => [listen.catalogue?.host, listen.catalogue?.port],
  'admin, database': ({ admin }) => admin,
  public_url: ({ publicUrl }) => publicUrl,
  limits: ({ limits }) => takenAtStart(limits),
  catalogue: ({ catalogue }) => catalogue,
  contact: ({ contact }) => contact,
  'tls (on or off)': ({ tls }) => tls !== undefined,
  data: ({ dataFolder }) => dataFolder,
  log: ({ log }) => log,
  audit: ({ audit }) => audit,
  keys: ({ keys }) => keys,
  gateways: ({ gateways }) => gateways,
  counters: ({ sharedCounters }) => sharedCounters,
  'upstream.client': ({ upstreamClient }) => upstreamClient,
  workers: ({ workers }) => workers,
  operations: ({ operations }) => operations,
}

/** All bounds but those that each request is held to as it comes. */
const takenAtStart = ({ maxBodyBytes, failedTokensPerMinute, streamKeepAlive, ...others }: TrafficLimits) => others

/** Names of the parts that differ from those the process was started with. */
export function restartNeeded(started: Settings, next: Settings): readonly string[] {
  return Object.entries(parts).flatMap(([name, part]) =>
    JSON.stringify(part(started)) === JSON.stringify(part(next)) ? [] : [name],
  )
}
