/** What servers of organisations need of the world: where they may be, what the operator's file says of them, the catalogue. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogueIndex, openIndex, type ServerFacts } from '@portcullis/catalogue'
import { inheritedVariables } from '../config/environment.ts'
import { createExposure } from '../config/exposure.ts'
import type { Control } from '../control/control.ts'
import type { ControlStart, FileFacts, SuppliedCredential } from '../control/messages.ts'
import type { Installation } from '../control/server/installation.ts'
import { createGuard } from '../egress/guard.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import type { StdioTransport } from '../ports/directory.ts'
import { openFacts } from '../store/facts/facts.ts'

/** Parts of the control plane, and what the operator's file says as it is now. */
export interface ServerParts {
  readonly parts: Pick<Control, 'egress' | 'installation' | 'credentials'>
  /** The file was edited. */
  adopt(file: FileFacts): void
}

/** @param tell hands credentials to the gateway */
export function composeServers(start: ControlStart, tell: (put: readonly SuppliedCredential[]) => void): ServerParts {
  let file = start.file
  const guard = createGuard({ allowed: () => new Set(file.allowDestinations), own: () => file.ownListeners })
  return {
    parts: {
      egress: { guard, fetch: createGuardedFetch(guard) },
      installation: installationOf(start.dataFolder, () => file),
      credentials: { tell },
    },
    adopt(next) {
      file = next
    },
  }
}

/** Hits that are looked at for each server that is wanted: several tools of one are one server. */
const HITS_A_SERVER = 4

function installationOf(dataFolder: string, file: () => FileFacts): Installation {
  let index: CatalogueIndex | undefined
  const opened = (): CatalogueIndex => {
    if (index === undefined) {
      const facts = openFacts(dataFolder)
      index = openIndex(facts.lines, facts.head)
    }
    return index
  }
  return {
    templates: () => file().templates,
    fileServers: () => new Set(file().servers),
    sample: () => file().sample,
    cataloguePages: () => file().catalogue,
    fileHoldings: () => file().holdings,
    async catalogueEntry(slug): Promise<ServerFacts | undefined> {
      const entry = opened().entry(slug)
      return entry?.slug === slug ? entry : undefined
    },
    async catalogueSearch(query, filters, limit) {
      const { search, entry } = opened()
      const hits = search(query, query === '' ? { ...filters, kind: 'server' } : filters, limit * HITS_A_SERVER)
      const found = new Set(hits.map((hit) => hit.server))
      return [...found].slice(0, limit).flatMap((id) => entry(id) ?? [])
    },
    folderOf(server) {
      const folder = join(dataFolder, 'run', server)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    exposed: (transport) => exposed(dataFolder, file(), transport),
  }
}

/** What a program is given of the gateway's own files; undefined: nothing. */
function exposed(dataFolder: string, { guarded }: FileFacts, transport: StdioTransport): string | undefined {
  const { cwd, command, args, env } = transport
  const find = createExposure(guarded)
  const around = { base: cwd, home: process.env['HOME'], own: join(dataFolder, 'run') }
  // What every program inherits says where things are, and gives nothing.
  const given = Object.entries(env).flatMap(([name, value]) => (inheritedVariables.includes(name) ? [] : [value]))
  for (const text of [cwd, command, ...args, ...given]) {
    const found = find(text, around)
    if (found !== undefined)
      return `What it is given ${found.how} ${found.guarded.what}: a tool of this server could change what governs it.`
  }
  return undefined
}
