/** What the agent is told. Sentences name the tool and what a rule looked at, never a value. */
import { pathsOf } from '../condition/condition.ts'
import { parsePath } from '../condition/path.ts'
import type { Condition } from '../policy/condition.ts'
import type { ApprovalRule, Predicate } from '../policy/rule.ts'

/** Says it of one tool. */
export type Sentence = (tool: string) => string

const MAX_NAME = 128
const MAX_SUBJECTS = 4
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** A sentence that the policy's author wrote. */
export function fixed(text: string): Sentence {
  return () => text
}

/** For `action: "deny"`, for the default, and for predicates without conditions. */
export function notAllowed(tool: string): string {
  return `${named(tool)} is not allowed by this policy.`
}

export function notAvailable(tool: string): string {
  return `${named(tool)} is not available.`
}

/** For a name that two patterns match equally well. */
export function undecided(tool: string): string {
  return `${named(tool)} is not allowed: two rules of this policy fit it equally well, and neither wins.`
}

/** For a tool without a label, in a document that has rules for classes and none for `unknown`. */
export function unlabelled(tool: string): string {
  return `${named(tool)} is not allowed: the rules go by what tools can do, and that is not known of this one.`
}

/** For a class that allows reviewed tools only. */
export function unreviewed(tool: string): string {
  return `${named(tool)} is not allowed by this policy: no operator has reviewed what it can do.`
}

export function needsApproval(tool: string): string {
  return `${named(tool)} needs the approval of a person before it runs.`
}

/** For what could not be judged. */
export function faulty(tool: string, because: string): string {
  return `${named(tool)} was refused: ${because}.`
}

/** For a failure of the engine itself. */
export const INTERNAL = 'The call was refused because the policy could not be evaluated.'

/** For a predicate of `deny_if` that holds. */
export function forbidden(predicate: Predicate): Sentence {
  return ofPredicate(predicate, 'forbids this call')
}

/** For a predicate of `require` that does not hold. */
export function unmet(predicate: Predicate): Sentence {
  return ofPredicate(predicate, 'is not met')
}

/** For a rule of `approve_if` that asks. */
export function asked({ conditions, reason }: ApprovalRule): Sentence {
  if (reason !== undefined) return fixed(reason)
  if (conditions.length === 0) return needsApproval
  const subjects = once(() => subjectsOf(conditions))
  return (tool) =>
    `${named(tool)} needs the approval of a person before it runs: a rule about ${subjects()} asks for it.`
}

function ofPredicate({ conditions, on_deny: text }: Predicate, verb: string): Sentence {
  if (text !== undefined) return fixed(text)
  if (conditions.length === 0) return notAllowed
  const subjects = once(() => subjectsOf(conditions))
  return (tool) => `${named(tool)} is not allowed by this policy: a rule about ${subjects()} ${verb}.`
}

/** Most rules never refuse: what they would say is put together when it is said for the first time. */
function once(make: () => string): () => string {
  let made: string | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** What the conditions look at. */
function subjectsOf(conditions: readonly Condition[]): string {
  const subjects = [...new Set(conditions.flatMap(pathsOf).map(subjectOf))]
  return subjects.slice(0, MAX_SUBJECTS).join(', ') + (subjects.length > MAX_SUBJECTS ? ' and others' : '')
}

function subjectOf(text: string): string {
  const path = parsePath(text)
  return path.ok ? path.value.subject : text
}

/** A name comes from a stranger: shortened, and without characters that cannot be seen. */
function named(tool: string): string {
  const short = tool.length > MAX_NAME ? `${tool.slice(0, MAX_NAME)}…` : tool
  return short.replace(INVISIBLE, '\u{FFFD}')
}
