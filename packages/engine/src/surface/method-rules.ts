/** What a document says of methods by their names: those that concern neither tools, nor resources, nor prompts. */
import type { DocumentRef } from '../decide/decision.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import type { MethodRules, SurfaceRules } from './surface-rules.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Decided by other keys of the document, or by the protocol itself: they cannot stand in `methods`. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...['tools/list', 'tools/call'].map((name) => [name, '"tools"'] as const),
  ...[
    'resources/list',
    'resources/templates/list',
    'resources/read',
    'resources/subscribe',
    'resources/unsubscribe',
  ].map((name) => [name, '"resources"'] as const),
  ...['prompts/list', 'prompts/get'].map((name) => [name, '"prompts"'] as const),
  ...['elicitation/create', 'sampling/createMessage', 'roots/list'].map(
    (name) => [name, '"elicitation", "sampling" or "roots"'] as const,
  ),
  ...['initialize', 'ping', 'server/discover'].map((name) => [name, 'nothing: no client works without it'] as const),
])

const METHOD = /^[A-Za-z0-9_.$-]+(?:\/[A-Za-z0-9_.$-]+)+$/
const MAX_METHOD_LENGTH = 128

/** Reads the name of a method, or says why it cannot stand in `methods`. */
export function parseMethodName(name: string): OrFlaw<string> {
  const elsewhere = ELSEWHERE.get(name)
  if (elsewhere !== undefined)
    return flawed('bad_value', `"${name}" is not decided by "methods"`, `It is decided by ${elsewhere}.`)
  if (name.startsWith('notifications/')) {
    return flawed(
      'bad_value',
      'notifications are not decided by "methods"',
      'They follow the surface that they tell of.',
    )
  }
  if (METHOD.test(name) && name.length <= MAX_METHOD_LENGTH) return sound(name)
  return flawed(
    'bad_value',
    `${JSON.stringify(name.slice(0, 80))} is no name of a method`,
    'Write it in full, such as "completion/complete": patterns are not known here.',
  )
}

/** Judges a method by its name. */
export interface MethodPlan {
  /** What the document says of the method by its name; undefined where it does not name it. */
  named(method: string): Verdict | undefined
  /** A method of the protocol: as it is named, else as the document's default says. */
  judge(method: string): Verdict
  /** A method that the gateway does not know: undefined where the document neither allows nor refuses it. */
  judgeUnknown(method: string): Verdict | undefined
}

/** Prepares `methods`. */
export function compileMethods({ methods, default: general }: SurfaceRules, document: DocumentRef): MethodPlan {
  const named = new Map(
    Object.entries(methods ?? ({} satisfies MethodRules)).map(([name, verb]) => [
      name,
      verdict(verb, ruleOf(name), document),
    ]),
  )
  const otherwise = verdict(general, `(default ${general})`, document)
  return {
    named: (method) => named.get(method),
    judge: (method) => named.get(method) ?? otherwise,
    judgeUnknown: (method) => named.get(method) ?? (general === 'deny' ? otherwise : undefined),
  }
}

const ruleOf = (name: string): string => `/methods/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
