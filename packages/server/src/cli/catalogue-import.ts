/** `portcullis catalogue import`: adds servers and tools to this installation's catalogue. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { type KnownServers, openKnown } from '@portcullis/catalogue'
import { expand } from '../config/environment.ts'
import type { ConsentOptions, Origin } from '../introspect/consent.ts'
import { OFFICIAL_REGISTRY } from '../introspect/registry.ts'
import type { IntrospectTarget } from '../introspect/target.ts'
import { systemClock } from '../ports/clock.ts'
import type { Server } from '../ports/directory.ts'
import { safeLine, visibleJson } from '../ports/safe-text.ts'
import { userPlaces } from '../scan/places.ts'
import { openFacts } from '../store/facts/facts.ts'
import { lockImports } from '../store/facts/import-lock.ts'
import { clientServers, fileFinds, filesOf, readSource } from './catalogue-files.ts'
import { allFinds, type Finds, failed, NOTHING, type TakenOver, takeOver } from './catalogue-finds.ts'
import { type CataloguePlace, configurationOf, placeOf } from './catalogue-place.ts'
import { openProgress, type Progress } from './catalogue-progress.ts'
import { type RegistryFinds, registryFinds } from './catalogue-registry.ts'
import type { CommandOutput } from './command-output.ts'
import { readConfiguration } from './read-configuration.ts'

/** What is to be imported. */
export interface ImportOptions extends CataloguePlace {
  /** The address of a registry; the official one where it is true. */
  readonly registry?: string | true
  readonly updatedSince?: string
  readonly restart: boolean
  /** Address of a running server, and headers for it as `Name: value`; `${NAME}` is a variable's value. */
  readonly url?: string
  readonly header: readonly string[]
  /** Slugs of servers of this gateway. */
  readonly server: readonly string[]
  /** Whether the servers of clients' configurations are asked for their tools. */
  readonly introspect: boolean
  /** Digests that are allowed without a question. */
  readonly allow: readonly string[]
  readonly as?: string
  readonly json: boolean
}

/** What an import ends with. */
export const importCodes = { done: 0, partly: 1, nothing: 2 } as const

/** What surrounds one import. */
interface Work {
  readonly options: ImportOptions
  readonly dataFolder: string
  readonly progress: Progress
  readonly consent: ConsentOptions
}

/** Imports all that is named: files and folders, a registry, servers that run, a command. */
export async function importCatalogue(
  paths: readonly string[],
  command: readonly string[],
  options: ImportOptions,
  output: CommandOutput,
): Promise<void> {
  if (paths.length + command.length + options.server.length === 0 && !options.registry && options.url === undefined) {
    output.error('Nothing was named. Give files, --registry, --url, --server, or a command after --.\n')
    return output.exit(importCodes.nothing)
  }
  const dataFolder = await placeOf(options)
  const lock = lockImports(dataFolder)
  if (!lock.ok) {
    output.error(`${lock.problem}\n`)
    return output.exit(importCodes.nothing)
  }
  const progress = openProgress((text) => output.error(text), process.stderr.isTTY)
  try {
    await importAll({ options, dataFolder, progress, consent: consentOf(options) }, paths, command, output)
  } finally {
    lock.release()
  }
}

async function importAll(
  work: Work,
  paths: readonly string[],
  command: readonly string[],
  output: CommandOutput,
): Promise<void> {
  const { options, dataFolder, progress } = work
  const registry = await fromRegistry(work)
  const files: Finds[] = []
  for (const path of paths) files.push(await fromPath(work, resolve(path)))
  const live = await fromServers(work, command)
  const finds = allFinds([registry, ...files, ...live])
  progress.end()
  for (const problem of finds.problems) output.error(`${safeLine(problem)}\n`)
  if (finds.found.length === 0 && finds.problems.length > 0) return output.exit(importCodes.nothing)
  progress.tell('Laying what was found over what is known …')
  const taken = takeOver(dataFolder, finds, new Date(systemClock.now()).toISOString().slice(0, 10))
  registry.finish()
  progress.end()
  output.out(options.json ? `${visibleJson(summary(finds, taken), 2)}\n` : sentences(finds, taken))
  if (finds.problems.length > 0) output.exit(importCodes.partly)
}

const NO_REGISTRY: RegistryFinds = { ...NOTHING, finish: () => undefined }

/** The first interruption ends the reading: what came is taken over, and the rest waits for the next time. */
async function fromRegistry({ options, dataFolder, progress }: Work): Promise<RegistryFinds> {
  if (options.registry === undefined) return NO_REGISTRY
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal)
  try {
    return await registryFinds({
      registry: options.registry === true ? OFFICIAL_REGISTRY : options.registry,
      since: options.updatedSince,
      restart: options.restart,
      dataFolder,
      now: new Date(systemClock.now()).toISOString(),
      signal: interrupt.signal,
      tell: (text) => progress.tell(text),
    })
  } finally {
    process.removeListener('SIGINT', onSignal)
  }
}

async function fromPath(work: Work, path: string): Promise<Finds> {
  work.progress.tell(`Reading ${path} …`)
  const finds = fileFinds(path)
  if (!work.options.introspect || !existsSync(path)) return finds
  const { clientLiveFinds } = await import('./catalogue-live.ts')
  const all: Finds[] = [finds]
  for (const file of filesOf(path)) {
    const source = readSource(file)
    if ('problem' in source || clientServers(source) === undefined) continue
    work.progress.end()
    // One identity cannot be that of all servers of a file.
    const world = { ...liveWorld(work), as: undefined }
    all.push(await clientLiveFinds(source, { ...work.consent, origin: originOf(file) }, world))
  }
  return allFinds(all)
}

/** Servers that were named one by one: naming them is the consent. */
async function fromServers(work: Work, command: readonly string[]): Promise<readonly Finds[]> {
  const { options } = work
  const named: (readonly [string, IntrospectTarget] | string)[] = []
  const [program, ...args] = command
  if (program !== undefined)
    named.push([program, { kind: 'stdio', command: program, args, env: {}, cwd: process.cwd() }])
  if (options.url !== undefined) named.push(addressTarget(options.url, options.header))
  for (const slug of options.server) named.push(await configuredTarget(slug, options))
  if (named.length === 0) return []
  const { liveFinds } = await import('./catalogue-live.ts')
  const world = liveWorld(work)
  const finds: Finds[] = []
  for (const one of named) finds.push(typeof one === 'string' ? failed(one) : await liveFinds(one[1], one[0], world))
  return finds
}

function liveWorld({ options, dataFolder, progress }: Work) {
  let known: KnownServers | undefined
  const open = (): KnownServers => {
    const { lines, head } = openFacts(dataFolder)
    return openKnown(lines, head)
  }
  return {
    known: () => {
      known ??= open()
      return known
    },
    as: options.as,
    onAsk: (name: string) => progress.tell(`Asking ${name} for its tools …`),
  }
}

function addressTarget(url: string, headers: readonly string[]): readonly [string, IntrospectTarget] | string {
  if (!URL.canParse(url)) return `${url} is no address: give one that begins with https://.`
  const own: Record<string, string> = {}
  for (const header of headers) {
    const [, name, written] = /^([\w-]+)\s*:\s*(.*)$/s.exec(header) ?? []
    if (name === undefined || written === undefined) return 'A header has not the form "Name: value".'
    const value = expand(written, process.env)
    if (!value.ok) return `The header ${name}: ${value.message} ${value.remedy}`
    own[name] = value.text
  }
  return [new URL(url).host, { kind: 'http', url, headers: own }]
}

/** A server of this gateway, as the gateway itself reaches it. */
async function configuredTarget(
  slug: string,
  place: CataloguePlace,
): Promise<readonly [string, IntrospectTarget] | string> {
  const path = configurationOf(place)
  if (path === undefined) return `${slug}: there is no configuration that could name it. Give one with --config.`
  const configuration = await readConfiguration(path)
  if (!('servers' in configuration)) return `${slug}: ${path} has errors. Run portcullis check ${path}.`
  const server = configuration.servers.find((one) => one.slug === slug)
  if (server === undefined) return `${slug}: ${path} names no such server.`
  return [slug, targetOf(server)]
}

/** How a configured server is asked. */
export function targetOf({ transport }: Server): IntrospectTarget {
  if (transport.kind === 'stdio') return { ...transport, kind: 'stdio' }
  return { kind: 'http', url: transport.url.href, headers: transport.headers, sse: transport.kind === 'sse' }
}

/** Only where clients keep their users' own configuration is it known who wrote it. */
function originOf(file: string): Origin {
  const { platform, env } = process
  const known = platform === 'darwin' || platform === 'win32' ? platform : 'linux'
  const places = userPlaces({ platform: known, home: homedir(), environment: env })
  return places.some(({ path }) => path === file) ? 'user' : 'project'
}

function consentOf({ allow }: ImportOptions): ConsentOptions {
  const isTerminal = process.stdin.isTTY && process.stderr.isTTY
  return { origin: 'user', allowed: new Set(allow), ...(isTerminal && { ask: askAtTerminal }) }
}

async function askAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

function summary({ dropped, problems }: Finds, { tally, orphans, servers, tools }: TakenOver) {
  return { ...tally, dropped: Object.fromEntries(dropped), orphans, problems, servers, tools }
}

function sentences({ dropped }: Finds, { tally, orphans, servers, tools }: TakenOver): string {
  const folded = tally.folded > 0 ? `, ${tally.folded} became part of another` : ''
  const left = [...dropped, ...(orphans > 0 ? [['a tool of a server that nobody described', orphans] as const] : [])]
  const lines = [
    `Servers: ${tally.added} added, ${tally.changed} changed, ${tally.unchanged} unchanged${folded}.`,
    `Tools: ${tally.toolsAdded} added, ${tally.toolsChanged} changed, ${tally.toolsRemoved} removed.`,
    ...(left.length > 0 ? [`Dropped: ${left.map(([why, count]) => `${count} × ${why}`).join(', ')}.`] : []),
    `Known now: ${servers} servers, ${tools} tools.`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}
