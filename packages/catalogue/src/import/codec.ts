/** Facts ↔ the lines that ship: short keys, one server a line, followed by its tools, one a line. See `data/README.md`. */
import type { FactSource, ParameterEntry, ToolAnnotations, Transport } from '../entry.ts'
import { CATEGORIES, type Category, RISK_LEVELS, type RiskLevel, type Trait } from '../risk.ts'
import { plainSlug, repositoryOf } from './identity.ts'
import { nameOfId } from './names.ts'
import { transportsOf } from './read-lines.ts'
import type { Change, ServerFacts, ToolFacts, ToolMark } from './server-facts.ts'

/** What all lines share. */
export interface FactsHead {
  /** The day on which lines without one were first seen. */
  readonly day: string
  /** Lines name sources by their place here. */
  readonly sources: readonly FactSource[]
}

/** A server's line. Whatever can be told from `i` is left out. */
export interface ServerLine {
  readonly i: string
  readonly s?: string
  readonly n?: string
  readonly r?: string
  readonly p?: readonly [registry: string, name: string, version?: string]
  readonly m?: string
  readonly h?: string
  readonly t?: readonly Transport[]
  readonly o?: 1
  readonly l?: string
  readonly k: readonly number[]
  readonly a?: readonly string[]
  readonly f?: string
  readonly c?: string
  readonly x?: readonly (readonly [day: string, what: Change['what'], tool?: string])[]
}

/** A tool's line: it belongs to the server's line above it. */
export interface ToolLine {
  readonly t: string
  /** Category, risk and confidence: `WM83`. */
  readonly l: string
  readonly f?: readonly Trait[]
  /** Parameters: `name`, `name!` where required, `name:i` of a type that is not string. */
  readonly p?: string
  /** Hints that were given: `r1d0i1o1`. */
  readonly g?: string
  readonly k: number
  readonly x: string
}

const HINTS = [
  ['r', 'readOnlyHint'],
  ['d', 'destructiveHint'],
  ['i', 'idempotentHint'],
  ['o', 'openWorldHint'],
] as const

const TYPES: readonly (readonly [letter: string, type: string])[] = [
  ['i', 'integer'],
  ['n', 'number'],
  ['b', 'boolean'],
  ['a', 'array'],
  ['o', 'object'],
  ['?', 'any'],
]
const LETTER_OF = new Map(TYPES.map(([letter, type]) => [type, letter]))
const TYPE_OF = new Map(TYPES)
const CATEGORY_OF = new Map<string, Category>(CATEGORIES.map((category) => [category.charAt(0), category]))
const RISK_OF = new Map<string, RiskLevel>(RISK_LEVELS.map((risk) => [risk.charAt(0), risk]))

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at])
}

function impliedRepository(id: string): string | undefined {
  const repository = repositoryOf(id)
  return repository === undefined ? undefined : `https://${repository.key}`
}

function impliedPackage(id: string): ServerFacts['package'] {
  const [, registry, name] = /^(npm|pypi):(.+)$/.exec(id) ?? []
  return registry === undefined || name === undefined ? undefined : { registry, name }
}

function packageLine(server: ServerFacts): ServerLine['p'] {
  const implied = impliedPackage(server.id)
  const { package: pkg } = server
  if (pkg === undefined) return undefined
  if (pkg.version !== undefined) return [pkg.registry, pkg.name, pkg.version]
  return implied?.registry === pkg.registry && implied.name === pkg.name ? undefined : [pkg.registry, pkg.name]
}

function placeOf(source: FactSource, { sources }: FactsHead): number {
  return sources.findIndex((one) => one.source === source.source && one.license === source.license)
}

/** A server's line without its tools. */
export function encodeServer(server: ServerFacts, head: FactsHead): ServerLine {
  const line = {
    i: server.id,
    s: server.slug === plainSlug(server.id) ? undefined : server.slug,
    n: server.name === nameOfId(server.id) ? undefined : server.name,
    r: server.repository === impliedRepository(server.id) ? undefined : server.repository,
    p: packageLine(server),
    m: server.remote,
    h: server.homepage,
    t: same(server.transports, transportsOf(server.package, server.remote)) ? undefined : server.transports,
    o: server.official ? (1 as const) : undefined,
    l: server.license,
    k: server.sources.map((source) => placeOf(source, head)),
    a: server.aliases.length === 0 ? undefined : server.aliases,
    f: server.firstSeen === head.day ? undefined : server.firstSeen,
    c: server.lastChanged === server.firstSeen ? undefined : server.lastChanged,
    x: server.changes.length === 0 ? undefined : server.changes.map(changeLine),
  }
  return JSON.parse(JSON.stringify(line))
}

function changeLine({ day, what, tool }: Change): readonly [string, Change['what'], string?] {
  return tool === undefined ? [day, what] : [day, what, tool]
}

function parameterLine({ name, type, required }: ParameterEntry): string {
  const letter = LETTER_OF.get(type)
  return `${name}${required ? '!' : ''}${letter === undefined ? '' : `:${letter}`}`
}

/** A tool's line. */
export function encodeTool(tool: ToolFacts, head: FactsHead): ToolLine {
  const { category, risk, confidence, traits } = tool.mark
  const hints = HINTS.flatMap(([letter, hint]) => {
    const said = tool.annotations?.[hint]
    return said === undefined ? [] : `${letter}${said ? 1 : 0}`
  })
  return {
    t: tool.name,
    l: `${category.charAt(0)}${risk.charAt(0)}${Math.round(confidence * 100)}`,
    ...(traits.length > 0 && { f: traits }),
    ...(tool.parameters.length > 0 && { p: tool.parameters.map(parameterLine).join(' ') }),
    ...(hints.length > 0 && { g: hints.join('') }),
    k: placeOf(tool.source, head),
    x: tool.digest,
  }
}

function packageFrom([registry, name, version]: NonNullable<ServerLine['p']>): ServerFacts['package'] {
  return version === undefined ? { registry, name } : { registry, name, version }
}

/** How the server of a line is reached. */
export function transportsIn(line: ServerLine): readonly Transport[] {
  return line.t ?? transportsOf(line.p ?? impliedPackage(line.i), line.m)
}

/** A server from its line; its tools come from the lines below. */
export function decodeServer(line: ServerLine, head: FactsHead): ServerFacts {
  const repository = line.r ?? impliedRepository(line.i)
  const pkg = line.p === undefined ? impliedPackage(line.i) : packageFrom(line.p)
  const firstSeen = line.f ?? head.day
  return {
    id: line.i,
    slug: line.s ?? plainSlug(line.i),
    name: line.n ?? nameOfId(line.i),
    ...(repository !== undefined && { repository }),
    ...(pkg !== undefined && { package: pkg }),
    ...(line.m !== undefined && { remote: line.m }),
    ...(line.h !== undefined && { homepage: line.h }),
    transports: transportsIn(line),
    official: line.o === 1,
    ...(line.l !== undefined && { license: line.l }),
    sources: line.k.flatMap((at) => head.sources[at] ?? []),
    aliases: line.a ?? [],
    firstSeen,
    lastChanged: line.c ?? firstSeen,
    changes: (line.x ?? []).map(([day, what, tool]) => (tool === undefined ? { day, what } : { day, what, tool })),
    tools: [],
  }
}

function parameterOf(text: string): ParameterEntry {
  const [, name = text, required, letter = ''] = /^([^!:]+)(!?)(?::(.))?$/.exec(text) ?? []
  return { name, type: TYPE_OF.get(letter) ?? 'string', required: required === '!' }
}

function hintsIn(text: string): ToolAnnotations {
  const said = HINTS.filter(([letter]) => text.includes(letter))
  return Object.fromEntries(said.map(([letter, hint]) => [hint, text.includes(`${letter}1`)]))
}

/** The label in short that a tool's line holds; letters nobody knows are read as the worst. */
export function decodeMark({ l, f }: Pick<ToolLine, 'l' | 'f'>): ToolMark {
  return {
    category: CATEGORY_OF.get(l.charAt(0)) ?? 'Destructive',
    risk: RISK_OF.get(l.charAt(1)) ?? 'Critical',
    confidence: Number(l.slice(2)) / 100,
    traits: f ?? [],
  }
}

/** A tool from its line. */
export function decodeTool(line: ToolLine, head: FactsHead): ToolFacts {
  return {
    name: line.t,
    parameters: line.p === undefined ? [] : line.p.split(' ').map(parameterOf),
    ...(line.g !== undefined && { annotations: hintsIn(line.g) }),
    mark: decodeMark(line),
    source: head.sources[line.k] ?? { source: 'unknown', license: 'unknown' },
    digest: line.x,
  }
}
