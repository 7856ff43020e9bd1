/** What is stopped by the kill switch, prepared for look-ups. */
import type { Subject } from '@portcullis/engine'
import type { Stop } from './directory.ts'
import type { FeedKill } from './directory-feed.ts'

/** Answers whether something is stopped, for any organisation. */
export interface Stops {
  /** The widest stop that holds for a grant on a server. */
  of(subject: Pick<Subject, 'organisation' | 'grant'>, server: string): Stop | undefined
  /** Stopped tools of a server, by name; undefined where there are none. */
  tools(organisation: string, server: string): ReadonlyMap<string, Stop> | undefined
}

const keyOf = (organisation: string, id: string): string => `${organisation}\n${id}`

/** Prepares all of them. A stop holds in its own organisation only. */
export function prepareStops(kills: Iterable<FeedKill>): Stops {
  const organisations = new Map<string, Stop>()
  const servers = new Map<string, Stop>()
  const grants = new Map<string, Stop>()
  const tools = new Map<string, Map<string, Stop>>()
  for (const { id, organisation, stops, reason } of kills) {
    const stop: Stop = Object.freeze({ id, reason })
    switch (stops.kind) {
      case 'organisation':
        organisations.set(organisation, stop)
        break
      case 'server':
        servers.set(keyOf(organisation, stops.server), stop)
        break
      case 'grant':
        grants.set(keyOf(organisation, stops.grant), stop)
        break
      case 'tool': {
        const key = keyOf(organisation, stops.server)
        tools.set(key, (tools.get(key) ?? new Map<string, Stop>()).set(stops.tool, stop))
        break
      }
      default:
        stops satisfies never
    }
  }
  return {
    of: ({ organisation, grant }, server) =>
      organisations.get(organisation) ??
      servers.get(keyOf(organisation, server)) ??
      grants.get(keyOf(organisation, grant)),
    tools: (organisation, server) => tools.get(keyOf(organisation, server)),
  }
}
