/** Files of clients → what their agents can call, and how. */
import {
  assessStack,
  type ClientKind,
  type KnownServers,
  recogniseServer,
  type ServerFacts,
  type StackMember,
} from '@portcullis/catalogue'
import { safeLine } from '../ports/safe-text.ts'
import { behindGateway, type KnownGateway, wayOf } from './gateway.ts'
import type { ReadFile } from './read-files.ts'
import { bypassesOf, remediesOf } from './remedies.ts'
import type { FileRead, ScannedServer, ScannedStack, ScanReport } from './scan-report.ts'
import { clientName } from './words.ts'

/** What a live server listed, or why nothing is known of it. */
export type Asked = { readonly entry: ServerFacts; readonly tools: number } | { readonly not: string }

/** What a scan is made from. */
export interface ScanSource {
  readonly version: string
  readonly files: readonly ReadFile[]
  readonly known: KnownServers
  readonly gateway: KnownGateway | undefined
  /** The user's home folder: paths below it are shown with `~`. */
  readonly home: string
  /** Path of this program, as a client would start it. */
  readonly bin: string
  /** What came of asking, by `<path>:<offset>`. */
  readonly asked?: ReadonlyMap<string, Asked>
}

/** Most projects of one client that are judged apart. */
const MOST_STACKS = 200

/** A server and what is known of it. */
interface Member {
  readonly scanned: ScannedServer
  readonly stackMember: StackMember
}

/** A path as it is shown: folders may have names that move a terminal. */
export function shownPath(path: string, home: string): string {
  if (home !== '' && path === home) return '~'
  const isBelow = home !== '' && path.startsWith(home) && /^[/\\]/.test(path.slice(home.length))
  return safeLine(isBelow ? `~${path.slice(home.length)}` : path)
}

function memberOf(source: ScanSource, file: ReadFile & { readonly ok: true }, at: number): Member | undefined {
  const configured = file.servers[at]
  if (configured === undefined) return undefined
  const asked = source.asked?.get(`${file.path}:${configured.at}`)
  const live = asked !== undefined && 'entry' in asked ? asked.entry : undefined
  const way = wayOf(configured, source.gateway)
  const found = recogniseServer(source.known, behindGateway(configured, way, source.gateway))
  const entry = live ?? found?.entry
  return {
    stackMember: {
      name: configured.name,
      entry,
      configured,
      confidence: live === undefined ? found?.confidence : 'certain',
      guarded: way?.way === 'guarded',
    },
    scanned: {
      configured,
      member: configured.name,
      place: { path: file.path, line: configured.line, at: configured.at },
      origin: file.origin,
      ...(found !== undefined && { slug: found.entry.slug, confidence: found.confidence }),
      ...(way !== undefined && { way }),
      ...(asked !== undefined && { asked: 'not' in asked ? asked : { tools: asked.tools } }),
    },
  }
}

/** Members under names that differ. */
function distinct(members: readonly Member[]): readonly Member[] {
  const used = new Map<string, number>()
  return members.map(({ scanned, stackMember }) => {
    const count = (used.get(scanned.member) ?? 0) + 1
    used.set(scanned.member, count)
    const name = count === 1 ? scanned.member : `${scanned.member} (${count})`
    return { scanned: { ...scanned, member: name }, stackMember: { ...stackMember, name } }
  })
}

function stackOf(client: ClientKind, project: string | undefined, all: readonly Member[], home: string): ScannedStack {
  const members = distinct(all)
  const where = project === undefined ? '' : ` in ${shownPath(project, home)}`
  return {
    client,
    title: `${clientName(client)}${where}`,
    ...(project !== undefined && { project }),
    servers: members.map(({ scanned }) => scanned),
    report: assessStack(members.map(({ stackMember }) => stackMember)),
  }
}

/** The folder of the project that a project's file is of: the folder above it, or above the client's own folder. */
function folderOf(path: string): string {
  const parts = path.split(/[/\\]/).slice(0, -1)
  const own = parts.at(-1) ?? ''
  return (/^\.(?:cursor|vscode|codex|gemini|zed)$/.test(own) ? parts.slice(0, -1) : parts).join('/') || '/'
}

/** The members of one client: the user's own, and those of projects. */
interface Collected {
  readonly client: ClientKind
  readonly project: string | undefined
  readonly members: Member[]
}

function collect(source: ScanSource): readonly Collected[] {
  const groups = new Map<string, Collected>()
  for (const file of source.files) {
    if (!file.ok) continue
    const own = file.origin === 'project' ? folderOf(file.path) : undefined
    for (const [at, { project = own }] of file.servers.entries()) {
      const member = memberOf(source, file, at)
      const key = JSON.stringify([file.client, project ?? null])
      const group = groups.get(key) ?? { client: file.client, project, members: [] }
      groups.set(key, group)
      if (member !== undefined) group.members.push(member)
    }
  }
  return [...groups.values()]
}

/** A project's agent has the user's servers as well. */
function stacksOf(source: ScanSource): readonly ScannedStack[] {
  const groups = collect(source)
  return groups.slice(0, MOST_STACKS).map(({ client, project, members }) => {
    const shared = groups.find((one) => one.client === client && one.project === undefined)
    const all = project === undefined ? members : [...(shared?.members ?? []), ...members]
    return stackOf(client, project, all, source.home)
  })
}

function fileRead(file: ReadFile): readonly FileRead[] {
  if (!file.ok) return []
  const { client, path, servers, skipped } = file
  return [{ client, path, servers: servers.length, skipped }]
}

/** Judges what was read. Pure. */
export function scan(source: ScanSource): ScanReport {
  const { version, files, gateway, bin } = source
  const stacks = stacksOf(source)
  const target = gateway === undefined ? undefined : { gateway, bin }
  const bypasses = target === undefined ? [] : bypassesOf(stacks, target)
  return {
    version,
    files: files.flatMap(fileRead),
    unread: files.flatMap((file) => (file.ok ? [] : [{ path: file.path, line: file.line, problem: file.problem }])),
    stacks,
    ...(gateway !== undefined && { gateway: { origin: gateway.origin } }),
    bypasses,
    remedies: target === undefined ? [] : remediesOf(bypasses, target),
  }
}
