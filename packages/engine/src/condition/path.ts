/** Paths: where in a call, or in what it came to, a condition or a limit looks. */
import type { CallRequest, JsonValue } from '../decide/request.ts'
import { TOOL_CATEGORIES, TOOL_RISKS } from '../name/label.ts'
import { type OrFlaw, sound } from '../policy/problem.ts'
import { own } from '../text/json.ts'
import { pointerOf } from '../text/pointer.ts'
import type { Evaluation } from './evaluation.ts'
import { Fault } from './fault.ts'
import { inexactTest } from './inexact.ts'
import { type LocalTime, localTime, WEEKDAYS } from './local-time.ts'
import { EACH, type PathRoot, type PathStep, type PathText, parsePathText, spellSteps } from './path-text.ts'
import { type Found, treePath } from './tree-path.ts'

/** A parsed path. */
export interface Path {
  readonly root: PathRoot
  /** As the agent is told of it: `argument items[0].id`, `tool.server`. */
  readonly subject: string
  /** Whether it names several values: it has a `[*]`. */
  readonly many: boolean
  /**
   * The value there; undefined where there is none; a fault where the call's shape is not what the path says. Of a path
   * that names several values, the first array.
   */
  readonly read: (evaluation: Evaluation) => Found
  /**
   * The values of a path that names several, undefined for each that is missing; undefined where their array is missing.
   * Of another path, its value alone.
   */
  readonly readAll: (evaluation: Evaluation) => readonly (JsonValue | undefined)[] | undefined | Fault
  /** Whether a number would be read here, or below, that JavaScript does not keep as it was written. */
  readonly inexact: (evaluation: Evaluation) => boolean
  /** JSON Pointer relative to `arguments`, with `*` for `[*]`; undefined for a path that reads something else. */
  readonly pointer: string | undefined
  /** The only values that can stand there; undefined where any can. */
  readonly words?: readonly string[]
}

/** So many paths are remembered: rules look at the same few again and again. */
const MAX_REMEMBERED = 4_096

const remembered = new Map<string, Path>()

/** Reads a path, or says what is wrong with it. */
export function parsePath(text: string, timezone = 'UTC'): OrFlaw<Path> {
  // Nothing but the time depends on the zone; no path has a space.
  const key = text.startsWith('time.') ? `${text} ${timezone}` : text
  const known = remembered.get(key)
  if (known !== undefined) return sound(known)
  const parsed = parsePathText(text)
  if (!parsed.ok) return parsed
  const path = pathOf(text, parsed.value, timezone)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, path)
  return sound(path)
}

function pathOf(text: string, { root, steps }: PathText, timezone: string): Path {
  switch (root) {
    case 'args':
      return argumentPath(steps)
    case 'input':
      return tree({ root, steps, noun: 'input', whole: 'the input' }, ({ request }) => request.input, inputNumbers)
    case 'result':
      return tree({ root, steps, noun: 'result', whole: 'the result' }, resultOf, resultNumbers)
    case 'result.text':
      return RESULT_TEXT
    default:
      return attributePath(text, root, attribute(root, String(steps[0]), timezone))
  }
}

const NONE: ReadonlySet<string> = new Set()
const noResult = new Fault('a rule reads its result before there is one', 'policy_denied')
const resultOf = ({ outcome }: Evaluation): Found => outcome?.result ?? noResult
const inputNumbers = ({ request }: Evaluation): ReadonlySet<string> => request.inexactInput ?? NONE
const resultNumbers = ({ outcome }: Evaluation): ReadonlySet<string> => outcome?.inexact ?? NONE

const textsOf = ({ outcome }: Evaluation): readonly string[] | Fault => outcome?.texts ?? noResult

/** Every text of a result: named like one member, and read as the elements of an array are. */
const RESULT_TEXT: Path = {
  root: 'result.text',
  subject: 'a text of the result',
  many: true,
  read: textsOf,
  readAll: textsOf,
  inexact: () => false,
  pointer: undefined,
}

function argumentPath(steps: readonly PathStep[]): Path {
  const parts = { root: 'args', steps, noun: 'argument', whole: 'the arguments' } as const
  const path = tree(
    parts,
    ({ request }) => request.arguments,
    ({ request }) => request.inexact,
  )
  return { ...path, pointer: pointerOf(steps.map((step) => (step === EACH ? '*' : step))) }
}

interface TreeParts {
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
  readonly noun: string
  readonly whole: string
}

function tree(
  { root, steps, noun, whole }: TreeParts,
  start: (evaluation: Evaluation) => Found,
  numbers: (evaluation: Evaluation) => ReadonlySet<string>,
): Path {
  const many = steps.includes(EACH)
  const { one, all } = treePath(steps, noun, whole)
  const hits = inexactTest(steps)
  const read = (evaluation: Evaluation): Found => {
    const value = start(evaluation)
    return value instanceof Fault ? value : one(value, evaluation)
  }
  return {
    root,
    subject: `${noun} ${spellSteps(steps)}`,
    many,
    read,
    readAll: many ? (evaluation) => allFrom(start(evaluation), evaluation) : (evaluation) => alone(read(evaluation)),
    inexact: (evaluation) => {
      const pointers = numbers(evaluation)
      return pointers.size > 0 && hits(pointers)
    },
    pointer: undefined,
  }

  function allFrom(value: Found, evaluation: Evaluation): ReturnType<Path['readAll']> {
    return value instanceof Fault ? value : all(value, evaluation)
  }
}

function alone(value: Found): readonly (JsonValue | undefined)[] | Fault {
  return value instanceof Fault ? value : [value ?? undefined]
}

const never = (): boolean => false

/** What is read of everything but JSON from outside. */
interface Attribute {
  readonly read: (evaluation: Evaluation) => Found
  readonly words?: readonly string[]
}

function attributePath(subject: string, root: PathRoot, { read, words }: Attribute): Path {
  const path = { root, subject, many: false, read, inexact: never, pointer: undefined }
  const readAll: Path['readAll'] = (evaluation) => alone(read(evaluation))
  return words === undefined ? { ...path, readAll } : { ...path, readAll, words }
}

function attribute(root: PathRoot, key: string, timezone: string): Attribute {
  switch (root) {
    case 'tool.category':
      return { read: known(({ tool }) => tool.label?.category, unlabelled), words: TOOL_CATEGORIES }
    case 'tool.risk':
      return { read: known(({ tool }) => tool.label?.risk, unlabelled), words: TOOL_RISKS }
    case 'tool.annotations':
      return { read: known(({ tool }) => tool.annotations && (own(tool.annotations, key) ?? null), undefinedTool) }
    case 'time.hour':
      return { read: wallTime(timezone, ({ hour }) => hour) }
    case 'time.weekday':
      return { read: wallTime(timezone, ({ weekday }) => weekday), words: WEEKDAYS }
    case 'time.date':
      return { read: wallTime(timezone, ({ date }) => date) }
    default:
      return { read: fact(root, key) }
  }
}

const unlabelled = new Fault('what it can do is not known, and a rule goes by that', 'policy_denied')
const undefinedTool = new Fault('what its server says of it is not known, and a rule goes by that', 'policy_denied')
const unseen = new Fault('what was read before is not known here, and a rule goes by that', 'policy_denied')

/** Of what is not known nothing is said: what cannot be judged is refused. */
function known(find: (request: CallRequest) => JsonValue | undefined, otherwise: Fault): Attribute['read'] {
  return ({ request }) => {
    const value = find(request)
    return value === undefined ? otherwise : value
  }
}

function wallTime(timezone: string, part: (time: LocalTime) => string | number): Attribute['read'] {
  const at = localTime(timezone)
  return ({ request }) => part(at(request.context.at))
}

function fact(root: PathRoot, key: string): Attribute['read'] {
  switch (root) {
    case 'tool.name':
      return ({ request }) => request.tool.name
    case 'tool.server':
      return ({ request }) => request.tool.server
    case 'grant.label':
      return ({ request }) => request.subject.label
    case 'grant.owner':
      return ({ request }) => request.subject.owner
    case 'client.name':
      return ({ request }) => request.context.client?.name
    case 'client.version':
      return ({ request }) => request.context.client?.version
    case 'request.ip':
      return ({ request }) => request.context.address
    case 'seen.private':
      return known(({ context }) => context.seen?.private, unseen)
    case 'seen.untrusted':
      return known(({ context }) => context.seen?.untrusted, unseen)
    case 'seen.secrets':
      return known(({ context }) => context.seen?.secrets, unseen)
    default:
      return ({ request }) => own(request.subject.tags, key)
  }
}
