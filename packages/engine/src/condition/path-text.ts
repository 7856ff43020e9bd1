/** The written form of paths: `args.items[*].id`, `args["odd.key"]`, `grant.tags.team`. */
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { suggest } from '../text/suggest.ts'

/** Every element of an array. */
export const EACH: unique symbol = Symbol('each')

/** A key of an object, an index of an array, or all elements of one. */
export type PathStep = string | number | typeof EACH

/** A path taken apart: `steps` are below the root. */
export interface PathText {
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
}

/** No path is longer, in UTF-16 code units. */
const MAX_PATH_LENGTH = 512
const MAX_STEPS = 32
const MAX_INDEX = 1_000_000

/** What a path looks at. */
export type PathRoot =
  | 'args'
  | 'input'
  | 'result'
  | 'result.text'
  | `tool.${'name' | 'server' | 'category' | 'risk' | 'annotations'}`
  | `grant.${'label' | 'owner' | 'tags'}`
  | `client.${'name' | 'version'}`
  | 'request.ip'
  | `time.${'hour' | 'weekday' | 'date'}`
  | `seen.${'private' | 'untrusted' | 'secrets'}`

type Range = readonly [least: number, most: number]
const NOTHING: Range = [0, 0]
const ANYTHING: Range = [1, MAX_STEPS]

/** Each root with how many steps may follow it. */
const ROOTS: Readonly<Record<PathRoot, Range>> = {
  args: ANYTHING,
  'tool.name': NOTHING,
  'tool.server': NOTHING,
  'tool.category': NOTHING,
  'tool.risk': NOTHING,
  'tool.annotations': [1, 1],
  'grant.label': NOTHING,
  'grant.owner': NOTHING,
  'grant.tags': [1, 1],
  'client.name': NOTHING,
  'client.version': NOTHING,
  'request.ip': NOTHING,
  'time.hour': NOTHING,
  'time.weekday': NOTHING,
  'time.date': NOTHING,
  'seen.private': NOTHING,
  'seen.untrusted': NOTHING,
  'seen.secrets': NOTHING,
  input: ANYTHING,
  // Before the root that it would otherwise be a part of.
  'result.text': NOTHING,
  result: ANYTHING,
}

const ROOT_NAMES = Object.keys(ROOTS) as readonly PathRoot[]
const FIRST_WORDS = [...new Set(ROOT_NAMES.map((name) => name.replace(/\..*/, '')))]

/** Roots below which anything may stand. */
const TREES: ReadonlySet<PathRoot> = new Set(['args', 'input', 'result'])

const TOKEN = /\.([^.[\]"'\\*\s\p{Cc}]+)|\[(0|[1-9]\d{0,6})\]|\[("(?:[^"\\\p{Cc}]|\\.)*")\]|(\[\*\])/uy

/** Takes a path apart, or says what is wrong with it. */
export function parsePathText(text: string): OrFlaw<PathText> {
  if (text.length > MAX_PATH_LENGTH) {
    return flawed('bad_path', `a path has ${text.length} characters`, `Use at most ${MAX_PATH_LENGTH}.`)
  }
  const root = ROOT_NAMES.find((name) => text === name || text.startsWith(`${name}.`) || text.startsWith(`${name}[`))
  if (root === undefined) return unknownRoot(text)
  const steps = parseSteps(text, root.length)
  if (!steps.ok) return steps
  const flaw = misplaced(text, root, steps.value)
  return flaw ?? sound({ root, steps: steps.value })
}

function misplaced(text: string, root: PathRoot, steps: readonly PathStep[]): OrFlaw<never> | undefined {
  const [least, most] = ROOTS[root]
  if (steps.length < least) {
    return flawed('bad_path', `"${text}" does not say which one`, `Write ${root}.name, or ${root}["odd.name"].`)
  }
  if (steps.length > most) {
    const remedy = most === 0 ? `Nothing follows ${root}.` : `At most ${most} steps may follow ${root}.`
    return flawed('bad_path', `"${text}" goes too deep`, remedy)
  }
  const [first] = steps
  if (first === undefined || typeof first === 'string') return undefined
  const what = root === 'args' ? 'Arguments' : TREES.has(root) ? 'Its parts' : 'They'
  return flawed('bad_path', `"${text}" takes ${root} for an array`, `${what} have names: write ${root}.name.`)
}

function unknownRoot(text: string): OrFlaw<never> {
  const word = /^[^[]*/.exec(text)?.[0] ?? ''
  const near = suggest(word, ROOT_NAMES) ?? suggest(word.split('.')[0] ?? '', FIRST_WORDS)
  const hint = near === undefined ? '' : `Did you mean "${near}"? `
  return flawed(
    'bad_path',
    `"${text}" does not begin with anything a rule can read`,
    `${hint}Paths begin with ${ROOT_NAMES.join(', ')}.`,
  )
}

function parseSteps(text: string, start: number): OrFlaw<readonly PathStep[]> {
  const steps: PathStep[] = []
  TOKEN.lastIndex = start
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const step = readStep(TOKEN.exec(text))
    if (step === undefined) return badStep(text, at)
    steps.push(step)
  }
  return sound(steps)
}

function readStep(match: RegExpExecArray | null): PathStep | undefined {
  if (match === null) return undefined
  const [, key, index, quoted, each] = match
  if (each !== undefined) return EACH
  if (index !== undefined) return Number(index) <= MAX_INDEX ? Number(index) : undefined
  if (quoted !== undefined) return readQuoted(quoted)
  return key !== undefined && !/^\d+$/.test(key) ? key : undefined
}

function readQuoted(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return undefined
  }
}

function badStep(text: string, at: number): OrFlaw<never> {
  return flawed(
    'bad_path',
    `"${text}" cannot be read from its character ${at + 1} on`,
    'Write args.name, args.list[0] for an element, args.list[*] for all of them, or args["any.key"] for a key with other characters or of digits only.',
  )
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-]+$/u

/** Steps as they are written, without a dot at the beginning. */
export function spellSteps(steps: readonly PathStep[]): string {
  const text = steps.map((step) => {
    if (step === EACH) return '[*]'
    if (typeof step === 'number') return `[${step}]`
    return PLAIN_KEY.test(step) && !/^\d+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  })
  return text.join('').replace(/^\./, '')
}

/** What each kind of path looks at, for references and editors. */
export const PATH_NOTES: readonly (readonly [path: string, meaning: string])[] = [
  [
    'args.name',
    'an argument; args.a.b below it, args.list[0] one element, args.list[*].id all, args["odd.key"] any key',
  ],
  ['tool.name, tool.server', 'what is called'],
  ['tool.category', 'read, write, execute, destructive or financial, by the tool’s label'],
  ['tool.risk', 'low, medium, high or critical, by the tool’s label'],
  [
    'tool.annotations.name',
    'what the server says of the tool: readOnlyHint, destructiveHint, idempotentHint, openWorldHint',
  ],
  ['grant.label, grant.owner, grant.tags.name', 'who calls'],
  ['client.name, client.version', 'what the client says of itself: no proof of anything'],
  ['request.ip', 'the address that the call came from; nothing for clients on this machine’s pipes'],
  ['time.hour, time.weekday, time.date', '0 to 23, monday to sunday, 2026-03-10: in the document’s time zone'],
  [
    'seen.private, seen.untrusted, seen.secrets',
    'whether such a result was read within the flow window: true or false',
  ],
  ['input.name', 'what a continued call answers to its server’s questions'],
  [
    'result.text',
    'in "results" only: every text that comes back, wherever it stands: content, embedded resources, structured content and its keys, errors, messages beside the answer',
  ],
  [
    'result.isError, result.content[*].text, result.structuredContent.name, result.size',
    'in "results" only: what the call came to',
  ],
]
