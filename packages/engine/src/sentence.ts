/** What the agent is told. Sentences name the tool and what a rule looked at, never a value. */
import { pathsOf } from './condition.ts'
import { parsePath } from './path.ts'
import type { Predicate } from './policy.ts'

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

function ofPredicate({ conditions, on_deny: text }: Predicate, verb: string): Sentence {
  if (text !== undefined) return fixed(text)
  const subjects = [...new Set(conditions.flatMap(pathsOf).map(subjectOf))]
  if (subjects.length === 0) return notAllowed
  const listed = subjects.slice(0, MAX_SUBJECTS).join(', ') + (subjects.length > MAX_SUBJECTS ? ' and others' : '')
  return (tool) => `${named(tool)} is not allowed by this policy: a rule about ${listed} ${verb}.`
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
