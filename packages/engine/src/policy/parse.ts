/** Text → policy, or every problem with its place and its remedy. */
import { findContradictions } from '../lint/checks.ts'
import { lint } from '../lint/lint.ts'
import { type Document, readDocument } from '../text/document.ts'
import { isArray, isObject } from '../text/json.ts'
import { pointerOf } from '../text/pointer.ts'
import type { Policy } from './policy.ts'
import { policySchema } from './policy-schema.ts'
import type { Finding, Problem } from './problem.ts'
import { shapeFindings } from './shape-findings.ts'

/** What `parsePolicy` makes of a text. */
export type Parsed =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A hostile document is not explained in full. */
const MAX_PROBLEMS = 1_000

/**
 * Reads a policy. Total: never throws, whatever the text. Problems come in the order of the text; where the document is
 * refused, its warnings are among them.
 */
export function parsePolicy(text: string): Parsed {
  try {
    return judge(readDocument(text))
  } catch (error) {
    return { ok: false, problems: [unforeseen(error)] }
  }
}

function judge({ value, problems, place }: Document): Parsed {
  if (value === undefined) return { ok: false, problems }
  const { whole, policy, findings } = judgeShape(value)
  const deeper = policy === undefined ? [] : judgeContent(policy)
  const all = [...problems, ...[...findings, ...deeper].slice(0, MAX_PROBLEMS).map(place)].sort(byPlace)
  const refused = !whole || all.some(({ severity }) => severity === 'error')
  return policy === undefined || refused ? { ok: false, problems: all } : { ok: true, policy, warnings: all }
}

function judgeContent(policy: Policy): readonly Finding[] {
  const contradictions = findContradictions(policy)
  return contradictions.some(({ code }) => code === 'too_complex')
    ? contradictions
    : [...contradictions, ...lint(policy)]
}

/** A document whose shape was judged. */
interface Shape {
  /** Whether nothing is wrong with it. */
  readonly whole: boolean
  /** The policy, without the parts that are wrong; undefined where nothing remains. */
  readonly policy: Policy | undefined
  readonly findings: readonly Finding[]
}

function judgeShape(value: unknown): Shape {
  const result = policySchema.safeParse(value)
  if (result.success) return { whole: true, policy: result.data, findings: [] }
  const findings = shapeFindings(result.error.issues.slice(0, MAX_PROBLEMS), value)
  return { whole: false, policy: policySchema.safeParse(withoutWrongParts(value, findings)).data, findings }
}

/** So that a mistake in one rule does not keep those between the others from being found. */
function withoutWrongParts(value: unknown, findings: readonly Finding[]): unknown {
  const wrong = new Set(findings.map(({ path }) => pointerOf(path.slice(0, 2))))
  const keys = new Set(findings.map(({ path: [key] }) => key))
  const kept = Object.entries(isObject(value) ? value : {}).flatMap(([key, part]): readonly [string, unknown][] => {
    if (!keys.has(key)) return [[key, part]]
    const rest = COLLECTIONS.has(key) ? without(part, (each) => wrong.has(pointerOf([key, each]))) : undefined
    return rest === undefined || isArray(rest) !== (key === 'hide') ? [] : [[key, rest]]
  })
  return { ...Object.fromEntries(kept), version: '1', default: 'deny' }
}

/** Keys of the document that hold parts which can be looked at without their neighbours. */
const COLLECTIONS: ReadonlySet<string> = new Set(['hide', 'tools', 'classes'])

function without(part: unknown, isWrong: (key: string | number) => boolean): unknown {
  if (isArray(part)) return part.filter((_, index) => !isWrong(index))
  return isObject(part) ? Object.fromEntries(Object.entries(part).filter(([key]) => !isWrong(key))) : undefined
}

function byPlace(left: Problem, right: Problem): number {
  return left.line - right.line || left.column - right.column
}

function unforeseen(error: unknown): Problem {
  const cause = error instanceof Error ? error.message : 'unknown cause'
  return {
    severity: 'error',
    code: 'internal',
    pointer: '',
    line: 1,
    column: 1,
    message: `the document could not be read (${cause})`,
    remedy: 'Shorten it by halves to find the part that cannot be read, and report it.',
  }
}
