/** The written form of paths: `args.items[0].id`, `args["odd.key"]`, `grant.tags.team`. */
import { flawed, type OrFlaw, sound } from './problem.ts'
import { suggest } from './suggest.ts'

/** A key of an object, or an index of an array. */
export type PathStep = string | number

/** What a path looks at. */
type PathRoot =
  | 'args'
  | 'tool.name'
  | 'tool.server'
  | 'tool.category'
  | 'tool.risk'
  | 'grant.label'
  | 'grant.owner'
  | 'grant.tags'

/** A path taken apart: `steps` are below the root. */
export interface PathText {
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
}

/** No path is longer, in UTF-16 code units. */
const MAX_PATH_LENGTH = 512
const MAX_STEPS = 32
const MAX_INDEX = 1_000_000

/** Each root with how many steps may follow it. */
const ROOTS: Readonly<Record<PathRoot, readonly [least: number, most: number]>> = {
  args: [1, MAX_STEPS],
  'tool.name': [0, 0],
  'tool.server': [0, 0],
  'tool.category': [0, 0],
  'tool.risk': [0, 0],
  'grant.label': [0, 0],
  'grant.owner': [0, 0],
  'grant.tags': [1, 1],
}
const ROOT_NAMES = Object.keys(ROOTS) as readonly PathRoot[]

/** Beginnings that the language knows and this version does not read. */
const LATER = /^(?:tool\.annotations|client|request|time|result|input|seen|state)(?:[.[]|$)/

const TOKEN = /\.([^.[\]"'\\*\s\p{Cc}]+)|\[(0|[1-9]\d{0,6})\]|\[("(?:[^"\\\p{Cc}]|\\.)*")\]|(\[\*\])/uy

/** Takes a path apart, or says what is wrong with it. */
export function parsePathText(text: string): OrFlaw<PathText> {
  if (text.length > MAX_PATH_LENGTH) {
    return flawed('bad_path', `a path has ${text.length} characters`, `Use at most ${MAX_PATH_LENGTH}.`)
  }
  if (LATER.test(text)) {
    return flawed('unsupported', `"${text}" is not supported by this version`, `Use one of ${ROOT_NAMES.join(', ')}.`)
  }
  const root = ROOT_NAMES.find((name) => text === name || text.startsWith(`${name}.`) || text.startsWith(`${name}[`))
  if (root === undefined) return unknownRoot(text)
  const steps = parseSteps(text, root.length)
  if (!steps.ok) return steps
  const [least, most] = ROOTS[root]
  if (steps.value.length < least) {
    return flawed('bad_path', `"${text}" does not say which one`, `Write ${root}.name, or ${root}["odd.name"].`)
  }
  if (steps.value.length > most) {
    return flawed('bad_path', `"${text}" goes too deep`, `At most ${most} steps may follow ${root}.`)
  }
  if (root === 'args' && typeof steps.value[0] === 'number') {
    return flawed('bad_path', `"${text}" takes the arguments for an array`, 'Arguments have names: write args.name.')
  }
  return sound({ root, steps: steps.value })
}

function unknownRoot(text: string): OrFlaw<never> {
  const word = /^[^[]*/.exec(text)?.[0] ?? ''
  const near = suggest(word, ROOT_NAMES) ?? suggest(word.split('.')[0] ?? '', ['args', 'tool', 'grant'])
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
    if (!step.ok) return step
    steps.push(step.value)
  }
  return sound(steps)
}

function readStep(match: RegExpExecArray | null): OrFlaw<PathStep> | undefined {
  if (match === null) return undefined
  const [, key, index, quoted, every] = match
  if (every !== undefined) {
    return flawed(
      'unsupported',
      '[*] is not supported by this version',
      'Name one element, such as [0], or use "contains".',
    )
  }
  if (index !== undefined) return Number(index) <= MAX_INDEX ? sound(Number(index)) : undefined
  if (quoted !== undefined) return readQuoted(quoted)
  return key !== undefined && !/^\d+$/.test(key) ? sound(key) : undefined
}

function readQuoted(quoted: string): OrFlaw<PathStep> | undefined {
  try {
    return sound(String(JSON.parse(quoted)))
  } catch {
    return undefined
  }
}

function badStep(text: string, at: number): OrFlaw<never> {
  return flawed(
    'bad_path',
    `"${text}" cannot be read from its character ${at + 1} on`,
    'Write args.name, args.list[0] for an element, or args["any.key"] for a key with other characters or of digits only.',
  )
}
