/** Finds of servers that are asked: a program, an address, a server of this gateway, those of a client's configuration. */
import { homedir } from 'node:os'
import {
  type ConfiguredServer,
  type FactSource,
  type KnownServers,
  launchOf,
  listedTools,
  localId,
  locatedServer,
  readClientConfig,
  readClientTargets,
  recogniseServer,
} from '@portcullis/catalogue'
import { introspectTarget } from '../introspect/client-target.ts'
import { askConsent, type ConsentOptions } from '../introspect/consent.ts'
import { introspect } from '../introspect/introspect.ts'
import type { IntrospectTarget } from '../introspect/target.ts'
import { safeName } from '../ports/safe-text.ts'
import type { SourceText } from './catalogue-files.ts'
import { allFinds, type Finds, failed } from './catalogue-finds.ts'

/** Names and schemas as a server itself answered them. */
const LISTED: FactSource = { source: 'tools-list', license: 'identifiers only' }

/** What servers are told apart by. */
export interface LiveWorld {
  /** All that is known; opened when a server has answered. */
  readonly known: () => KnownServers
  /** An identity that the operator gives, for a server that is none of the known ones. */
  readonly as?: string | undefined
  /** Told before a server is asked. */
  readonly onAsk: (name: string) => void
}

/** A target as its own client would write it, so that it is recognised in the same way. */
function configuredOf(target: IntrospectTarget, name: string): ConfiguredServer | undefined {
  const section = target.kind === 'stdio' ? { command: target.command, args: target.args } : { url: target.url }
  const config = readClientConfig(JSON.stringify({ mcpServers: { [name]: section } }))
  return config.ok ? config.servers[0] : undefined
}

/** Asks one server; whoever calls has its owner's consent. */
export async function liveFinds(target: IntrospectTarget, written: string, world: LiveWorld): Promise<Finds> {
  const name = safeName(written)
  world.onAsk(name)
  const answer = await introspect(target)
  if (answer.outcome === 'failed') return failed(`${name}: ${answer.problem}`)
  const configured = configuredOf(target, name)
  const sure = configured === undefined ? undefined : recogniseServer(world.known(), configured)
  const entry = sure === undefined || sure.confidence === 'possible' ? undefined : sure.entry
  const launch = target.kind === 'stdio' ? launchOf(target.command, target.args) : { fetched: false }
  const located = {
    name: entry?.name ?? answer.server.name ?? name,
    transport: target.kind === 'stdio' ? 'stdio' : target.sse === true ? 'sse' : 'http',
    package: launch.package,
    repository: launch.repository,
    remote: target.kind === 'http' ? target.url : launch.url,
  } as const
  const id = world.as ?? entry?.id
  const server = locatedServer({ ...located, id }, LISTED) ?? locatedServer({ ...located, id: localId(name) }, LISTED)
  if (server === undefined) return failed(`${name}: it could not be told which server it is. Say so with --as.`)
  const { found, dropped } = listedTools(server, answer.tools, LISTED)
  return {
    found,
    dropped: new Map(dropped === 0 ? [] : [['a name that no tool can have', dropped]]),
    problems: found.length === 1 ? [`${name}: it lists no tools; it may need credentials for that.`] : [],
  }
}

/** Asks the servers that a client's configuration names, one after the other, each with consent. */
export async function clientLiveFinds({ text }: SourceText, consent: ConsentOptions, world: LiveWorld): Promise<Finds> {
  const finds: Finds[] = []
  for (const section of readClientTargets(text)) {
    const name = safeName(section.name)
    const target = introspectTarget(section, { environment: process.env, folder: homedir() })
    if (target === undefined) {
      finds.push(failed(`${name}: its settings refer to values that only its client knows.`))
      continue
    }
    const answer = await askConsent(target, consent)
    finds.push(answer.given ? await liveFinds(target, name, world) : failed(`${name}: ${answer.why}`))
  }
  return allFinds(finds)
}
