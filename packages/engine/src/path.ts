/** Paths: where in a call a condition or a limit looks. */
import { Fault } from './fault.ts'
import { fold, hasLookAlike } from './folding.ts'
import { isArray, isObject, own } from './json.ts'
import { TOOL_CATEGORIES, TOOL_RISKS } from './label.ts'
import { type PathStep, parsePathText } from './path-text.ts'
import { pointerOf } from './pointer.ts'
import { type OrFlaw, sound } from './problem.ts'
import type { CallRequest, JsonValue } from './request.ts'

/** A parsed path. */
export interface Path {
  /** As the agent is told of it: `argument items[0].id`, `tool.server`. */
  readonly subject: string
  /** The value there; undefined where there is none; a fault where the call's shape is not what the path says. */
  readonly read: (request: CallRequest) => JsonValue | undefined | Fault
  /** JSON Pointer relative to `arguments`; undefined for a path that reads something else. */
  readonly pointer: string | undefined
  /** The only values that can stand there; undefined where any can. */
  readonly words?: readonly string[]
}

type Step = (container: JsonValue) => JsonValue | undefined | Fault

/** Reads a path, or says what is wrong with it. */
export function parsePath(text: string): OrFlaw<Path> {
  const parsed = parsePathText(text)
  if (!parsed.ok) return parsed
  const { root, steps } = parsed.value
  if (root === 'args') return sound(argumentPath(steps))
  if (root === 'tool.category') return sound(labelPath(root, TOOL_CATEGORIES, ({ tool }) => tool.label?.category))
  if (root === 'tool.risk') return sound(labelPath(root, TOOL_RISKS, ({ tool }) => tool.label?.risk))
  return sound({ subject: text, read: attributeReader(root, steps), pointer: undefined })
}

const unlabelled = new Fault('what it can do is not known, and a rule goes by that', 'policy_denied')

/** Of a tool without a label nothing is said: what cannot be judged is refused. */
function labelPath(
  subject: string,
  words: readonly string[],
  find: (request: CallRequest) => string | undefined,
): Path {
  return { subject, words, read: (request) => find(request) ?? unlabelled, pointer: undefined }
}

function argumentPath(steps: readonly PathStep[]): Path {
  const subject = `argument ${spell(steps)}`
  const pointer = pointerOf(steps)
  const walk = steps.map((step, index) => compileStep(step, steps.slice(0, index)))
  const [only] = walk
  if (only !== undefined && walk.length === 1) return { subject, read: (request) => only(request.arguments), pointer }
  return { subject, read: (request) => follow(request.arguments, walk), pointer }
}

/** An absent or null container has no members; anything that is there must be of the kind that the step goes through. */
function follow(start: JsonValue, walk: readonly Step[]): JsonValue | undefined | Fault {
  let value: JsonValue | undefined | Fault = start
  for (const step of walk) {
    if (value === undefined || value === null) return undefined
    value = step(value)
    if (value instanceof Fault) return value
  }
  return value
}

function compileStep(step: PathStep, before: readonly PathStep[]): Step {
  const container = before.length === 0 ? 'the arguments' : `argument ${spell(before)}`
  return typeof step === 'number' ? elementStep(step, container) : memberStep(step, container, spell([...before, step]))
}

function elementStep(index: number, container: string): Step {
  const wrong = new Fault(`${container} must be an array`)
  return (value) => (isArray(value) ? value[index] : wrong)
}

function memberStep(key: string, container: string, spelling: string): Step {
  const wrong = new Fault(`${container} must be an object`)
  const lookAlike = new Fault(`argument ${spelling} must be spelled exactly so`)
  const folded = fold(key)
  return (value) => {
    if (!isObject(value)) return wrong
    const member = own(value, key)
    if (member !== undefined) return member
    return hasLookAlike(value, folded) ? lookAlike : undefined
  }
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-]+$/u

function spell(steps: readonly PathStep[]): string {
  const text = steps.map((step) => {
    if (typeof step === 'number') return `[${step}]`
    return PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
  })
  return text.join('').replace(/^\./, '')
}

function attributeReader(root: string, steps: readonly PathStep[]): (request: CallRequest) => JsonValue | undefined {
  const tag = String(steps.at(-1))
  switch (root) {
    case 'tool.name':
      return (request) => request.tool.name
    case 'tool.server':
      return (request) => request.tool.server
    case 'grant.label':
      return (request) => request.subject.label
    case 'grant.owner':
      return (request) => request.subject.owner
    default:
      return (request) => own(request.subject.tags, tag)
  }
}

/** Whether a value that was read here is, or holds, a number that JavaScript does not keep as it was written. */
export function isInexact(path: Path, value: JsonValue, request: CallRequest): boolean {
  const { inexact } = request
  if (path.pointer === undefined) return false
  if (inexact.has(path.pointer)) return true
  if (typeof value !== 'object') return false
  const below = `${path.pointer}/`
  for (const pointer of inexact) if (pointer.startsWith(below)) return true
  return false
}
