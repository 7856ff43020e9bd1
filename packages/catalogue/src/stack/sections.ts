/** The sections of servers in a configuration's text, of whichever client. */
import type { ClientKind } from './client-config.ts'
import { isServerSection, type SectionPlace } from './configured-server.ts'
import { type ConfigNode, memberOf, type ObjectNode, objectOf, type ReadTree } from './node.ts'
import { readJsonc } from './read-jsonc.ts'
import { readToml } from './read-toml.ts'

/** A section and its place. */
export interface Section {
  readonly node: ConfigNode
  readonly place: SectionPlace
}

/** All sections of a text, or why there are none. */
export type Sections =
  | { readonly ok: true; readonly sections: readonly Section[] }
  | { readonly ok: false; readonly problem: string; readonly line: number }

/** Longer texts are refused, in UTF-16 units; `~/.claude.json` keeps histories and grows. */
const MOST_TEXT = 16 * 1024 * 1024

/** Most projects of one text. */
const MOST_PROJECTS = 1_000

/** Paths under which clients keep their servers. */
const PLACES: readonly (readonly string[])[] = [
  ['mcpServers'],
  ['mcp_servers'],
  ['context_servers'],
  ['servers'],
  ['mcp', 'servers'],
  ['mcp.servers'],
  ['settings', 'mcp', 'servers'],
]

/** An object of servers by name. */
interface Container {
  readonly node: ObjectNode
  readonly project?: string
}

function containersOf(root: ConfigNode): readonly Container[] {
  const known = PLACES.flatMap((path): readonly Container[] => {
    const node = objectOf(path.reduce<ConfigNode | undefined>((at, key) => memberOf(at, key), root))
    return node === undefined ? [] : [{ node }]
  })
  const projects = objectOf(memberOf(root, 'projects'))
  const own = [...(projects?.members ?? [])].slice(0, MOST_PROJECTS).flatMap(([project, { value }]) => {
    const node = objectOf(memberOf(value, 'mcpServers'))
    return node === undefined ? [] : [{ node, project }]
  })
  const found = [...known, ...own]
  const bare = objectOf(root)
  const isBare = found.length === 0 && bare !== undefined && [...bare.members.values()].some(isServer)
  return isBare ? [{ node: bare }] : found
}

const isServer = ({ value }: { readonly value: ConfigNode }): boolean => isServerSection(value)

/** Lines of offsets that only ever grow less than the text: the ends of lines are found once. */
function lineFinder(text: string): (at: number) => number {
  const ends: number[] = []
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends.push(at)
  return (at) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}

function treeOf(text: string, kind: ClientKind | undefined): ReadTree {
  const first = text.replace(/^\uFEFF/, '').trimStart()
  const isJson = /^(?:\{|\/\/|\/\*)/.test(first)
  if (kind === 'codex' || (kind === undefined && !isJson)) return isJson ? readJsonc(text) : readToml(text)
  return readJsonc(text)
}

/** Finds the sections; `kind` decides how a text is read that could be either JSON or TOML. */
export function sectionsOf(text: string, kind?: ClientKind): Sections {
  if (text.length > MOST_TEXT) return { ok: false, problem: 'The text is too long for a configuration.', line: 1 }
  if (text.trim() === '') return { ok: true, sections: [] }
  const tree = treeOf(text, kind)
  const lineOf = lineFinder(text)
  if (!tree.ok) return { ok: false, problem: tree.problem, line: lineOf(tree.at) }
  const sections = containersOf(tree.root).flatMap(({ node, project }) =>
    [...node.members].map(([name, { at, value }]) => ({ node: value, place: { name, line: lineOf(at), at, project } })),
  )
  return { ok: true, sections }
}
