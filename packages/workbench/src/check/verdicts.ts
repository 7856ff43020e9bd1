/** What was shown of each predicate: that it holds for every call, or that a part of it holds for none. */
import { type Condition, type Place, parsePattern } from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import type { PlacedPredicate } from './guard.ts'
import { standardOf } from './standards.ts'
import type { Subject } from './subject.ts'
import { comparisonsOf, type Part, partsOf } from './truth.ts'

/** A predicate of which something was shown. */
export interface Verdict {
  readonly predicate: PlacedPredicate
  /** It holds for every call. */
  readonly always: boolean
  /** Parts of it that hold for no call, so that the whole never does. */
  readonly never: readonly Part[]
}

/** More different definitions of tools are not tried out for one predicate. */
const MOST_DEFINITIONS = 32

/** Calls that are tried out for one document: some seconds. */
const MOST_CALLS = 1_000_000

const known = new WeakMap<Subject, readonly Verdict[]>()

/** Of all predicates; made once for a subject. */
export function verdictsOf(subject: Subject): readonly Verdict[] {
  const effort = { left: MOST_CALLS }
  const made =
    known.get(subject) ?? subject.predicates.flatMap((predicate) => verdictOf({ ...subject, effort }, predicate))
  known.set(subject, made)
  return made
}

/** A subject, and how many calls may still be tried out for it. */
interface Trying extends Subject {
  readonly effort: { left: number }
}

function verdictOf(subject: Trying, predicate: PlacedPredicate): readonly Verdict[] {
  const tools = toolsOf(subject, predicate)
  if (predicate.conditions.length === 0 || tools.length === 0 || tools.length > MOST_DEFINITIONS) return []
  const all = tools.map((tool) => partsFor(subject, predicate, tool))
  const [first = []] = all
  const shown = (index: number, holds: boolean): boolean => all.every((parts) => parts[index]?.holds === holds)
  const never = first.filter((part, index) => shown(index, false) && !asksOnlyPresence(predicate, part))
  const always =
    first.every((_, index) => shown(index, true)) && first.some((part) => !asksOnlyPresence(predicate, part))
  return always || never.length > 0 ? [{ predicate, always, never }] : []
}

/** To ask for what is there in any case does no harm, and holds where a definition changes. */
function asksOnlyPresence({ conditions }: PlacedPredicate, part: Part): boolean {
  const meant = part.conditions.flatMap((index): readonly Condition[] => conditions.slice(index, index + 1))
  return meant.flatMap(comparisonsOf).every(({ op }) => op === 'exists')
}

function partsFor(subject: Trying, predicate: PlacedPredicate, tool: KnownTool | undefined): readonly Part[] {
  return partsOf(predicate.conditions, predicate.key === 'require' ? 'all' : 'any', {
    // What holds for one name is settled; a rule for several waits for tools to come.
    tool: isForOneName(predicate.rule) ? tool : undefined,
    partOf: (text, steps) => (tool === undefined ? { kind: 'open' } : subject.partOf(tool, { text, steps })),
    standardOf: (steps) => tool && standardOf(tool, steps),
    validates: tool !== undefined && subject.validates(tool),
    effort: subject.effort,
  })
}

/** One tool for all that do not differ in what the predicate reads; undefined: whatever the tool. */
function toolsOf(subject: Subject, predicate: PlacedPredicate): readonly (KnownTool | undefined)[] {
  const paths = predicate.conditions.flatMap(comparisonsOf).map(({ path }) => path)
  const readsTool = isForOneName(predicate.rule) && paths.some((path) => path.startsWith('tool.'))
  if (subject.tools === undefined || (!readsTool && !paths.some((path) => /^args[.[]/.test(path)))) return [undefined]
  const governed = predicate.rule.length === 0 ? subject.tools : subject.governed(predicate.rule)
  const uses = subject.uses.filter(({ guard }) => guard?.predicate === predicate)
  const different = new Map<string, KnownTool>()
  for (const tool of governed) {
    const own = [subject.validates(tool), ...(readsTool ? [tool.name, tool.label, tool.annotations] : [])]
    const read = uses.map((use) => [withoutRoot(subject.partOf(tool, use)), standardOf(tool, use.steps)])
    const key = JSON.stringify([own, read])
    if (!different.has(key)) different.set(key, tool)
  }
  return [...different.values()]
}

function isForOneName([first, text]: Place): boolean {
  const pattern = first === 'tools' ? parsePattern(String(text)) : undefined
  return pattern?.ok === true && pattern.value.exact !== undefined
}

function withoutRoot(part: ReturnType<Subject['partOf']>): unknown {
  return part.kind === 'part' ? [part.choices, part.required] : part.kind
}
