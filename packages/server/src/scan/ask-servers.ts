/** Asks the servers of the files that were read for their tools: each only with consent. */
import {
  type ClientTarget,
  type Found,
  gather,
  readClientTargets,
  type ServerFacts,
  visible,
} from '@portcullis/catalogue'
import { introspectTarget } from '../introspect/client-target.ts'
import { askConsent, type ConsentOptions } from '../introspect/consent.ts'
import { type Introspection, introspect } from '../introspect/introspect.ts'
import type { ReadFile } from './read-files.ts'
import type { Asked } from './scan.ts'

/** How servers are asked. */
export interface AskOptions {
  readonly allowed: ReadonlySet<string>
  /** Absent without a terminal. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where programs run whose section names no folder. Those of the user's files never in a project: they would obey it. */
  readonly folders: Readonly<Record<ReadFile['origin'], string>>
  /** `YYYY-MM-DD` */
  readonly day: string
}

const SOURCE = { source: 'the server itself', license: 'facts' }

/** The facts of what a server listed. */
function factsOf(
  name: string,
  { tools }: Introspection & { readonly outcome: 'listed' },
  day: string,
): ServerFacts | undefined {
  const id = `asked:${name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-') || 'server'}`
  const found: readonly Found[] = [
    { kind: 'server', id, name, transports: [], official: false, sources: [SOURCE], authoritative: true },
    ...tools.map((definition): Found => ({ kind: 'tool', server: id, definition, source: SOURCE })),
  ]
  return gather([], found, day).servers[0]
}

async function askOne(target: ClientTarget, { path, origin }: ReadFile, options: AskOptions): Promise<Asked> {
  const { environment, folders } = options
  const made = introspectTarget(target, { environment, folder: folders[origin] })
  if (made === undefined) return { not: 'Its settings refer to values that only its client knows.' }
  const { ask, allowed } = options
  const named = ask && ((question: string) => ask(`${visible(target.name)} of ${path}\n${question}`))
  const consent: ConsentOptions = { origin, allowed, ask: named }
  const given = await askConsent(made, consent)
  if (!given.given) return { not: given.why }
  const answer = await introspect(made)
  if (answer.outcome === 'failed') return { not: visible(answer.problem) }
  const entry = factsOf(target.name, answer, options.day)
  return entry === undefined ? { not: 'It listed nothing that is a tool.' } : { entry, tools: entry.tools.length }
}

/** Asks one server after the other, in the files' order; what came of it by `<path>:<offset>`. */
export async function askServers(files: readonly ReadFile[], options: AskOptions): Promise<ReadonlyMap<string, Asked>> {
  const asked = new Map<string, Asked>()
  for (const file of files) {
    if (!file.ok) continue
    const disabled = new Set(file.servers.filter((server) => server.disabled).map(({ at }) => at))
    for (const target of readClientTargets(file.text, file.client)) {
      if (disabled.has(target.at)) continue
      asked.set(`${file.path}:${target.at}`, await askOne(target, file, options))
    }
  }
  return asked
}
