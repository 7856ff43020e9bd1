/** The rules of all tools of a foreign policy → entries of ours. */
import type { ApprovalRule, Limit, Rule } from '@portcullis/engine'
import type { Path } from '../yaml/place.ts'
import { type Carried, carryRule } from './carry-rule.ts'
import { type Counter, counterOf, stateOf } from './counters.ts'
import type { Notes } from './note.ts'
import { isMapping, type Mapping, member, strangers, textOf } from './source.ts'

/** What stands for a rule that could not be carried over. */
export const CLOSED: Rule & Mapping = {
  action: 'deny',
  reason: 'A rule of the imported policy could not be carried over.',
}

/** Rules of tools, and the one of all tools. */
export interface CarriedTools {
  readonly tools: Mapping
  readonly everywhere: Mapping | undefined
  /** Keys of `tools`, and how the source calls them. */
  readonly names: ReadonlyMap<string, string>
}

/** Carries all entries over. */
export function carryTools(source: Mapping, notes: Notes): CarriedTools {
  const written = member(source, 'tools') ?? {}
  if (!isMapping(written)) {
    notes.add(['tools'], 'refused', '“tools” has to be a mapping: everything is denied.')
    return { tools: {}, everywhere: CLOSED, names: new Map() }
  }
  const counters = keptCounters(written, notes)
  const around: Around = { counters, notes, isOpen: member(source, 'default') !== 'deny', isForeign: hasRules(written) }
  const carried = Object.entries(written).map(([tool, entry]) => ({
    tool,
    key: keyOf(tool, entry, around),
    rule: carryTool(tool, entry, around),
  }))
  const own = carried.flatMap(({ key, ...rest }) => (key === undefined ? [] : [{ key, ...rest }]))
  return {
    tools: Object.fromEntries(own.map(({ key, rule }) => [key, rule])),
    everywhere: carried.find(({ key }) => key === undefined)?.rule,
    names: new Map(own.map(({ key, tool }) => [key, tool])),
  }
}

/** What all entries of a source have around them. */
interface Around {
  readonly counters: Counters
  readonly notes: Notes
  /** What no rule governs is allowed. */
  readonly isOpen: boolean
  /** Some entry is one of the other dialect. */
  readonly isForeign: boolean
}

const hasRules = (tools: Mapping): boolean =>
  Object.values(tools).some((entry) => isMapping(entry) && Object.hasOwn(entry, 'rules'))

/** An entry of our own short forms: its key is a pattern. */
const isOurs = (entry: unknown): boolean =>
  isMapping(entry) && Object.keys(entry).length > 0 && !Object.hasOwn(entry, 'rules')

/**
 * The key of an entry. The dialect has names and `*`; our short forms have patterns. Where either can be meant, the reading
 * is taken that allows less: among what is allowed, a pattern takes more away; among what is denied, a name gives less.
 * @returns undefined for the rule of every tool
 */
function keyOf(tool: string, entry: unknown, { notes, isOpen, isForeign }: Around): string | undefined {
  const says = (read: string): void => notes.add(['tools', tool], 'narrower', `Read as ${read}.`)
  if (tool === '*') {
    if (isOurs(entry) && !isForeign) return tool
    if (isOurs(entry)) says('a rule for every tool, besides its own')
    return undefined
  }
  if (isOurs(entry) || !/[*?\\]/.test(tool)) return tool
  says(isOpen ? 'a pattern' : 'the name of one tool')
  return isOpen && !tool.includes('\\') ? tool : literal(tool)
}

const literal = (name: string): string => name.replaceAll(/[\\*?]/g, '\\$&')

/** All counters that rules keep, by tool and name. */
type Counters = ReadonlyMap<string, Counter>

const counterKey = (tool: string, name: string): string => JSON.stringify([tool, name])

function keptCounters(tools: Mapping, notes: Notes): Counters {
  const found = new Map<string, Counter>()
  const unclear = new Set<string>()
  for (const { tool, state, path } of statesIn(tools)) {
    const counter = counterOf(tool, state, path, notes)
    if (counter === undefined) continue
    const key = counterKey(tool, counter.name)
    if (found.has(key)) {
      unclear.add(key)
      notes.add(
        path,
        'refused',
        `Two rules keep “${counter.name}”: how often a call counts is unclear. Keep it in one.`,
      )
    }
    found.set(key, counter)
  }
  for (const key of unclear) found.delete(key)
  return found
}

/** A rule's `state`, and where it stands. */
interface PlacedState {
  readonly tool: string
  readonly state: unknown
  readonly path: Path
}

function statesIn(tools: Mapping): readonly PlacedState[] {
  return Object.entries(tools).flatMap(([tool, entry]) => {
    const rules = isMapping(entry) ? member(entry, 'rules') : undefined
    return (Array.isArray(rules) ? rules : []).flatMap((rule: unknown, at): readonly PlacedState[] => {
      const state = isMapping(rule) ? stateOf(rule) : undefined
      return state === undefined ? [] : [{ tool, state, path: ['tools', tool, 'rules', at, 'state'] }]
    })
  })
}

function carryTool(tool: string, entry: unknown, { counters, notes }: Around): Mapping {
  const path: Path = ['tools', tool]
  if (entry === null) return {}
  if (!isMapping(entry)) {
    notes.add(path, 'refused', 'The entry of a tool has to be a mapping.')
    return CLOSED
  }
  const rules = member(entry, 'rules')
  if (rules === undefined) {
    notes.add(path, 'exact', 'It means the same here.')
    return entry
  }
  const [stranger] = strangers(entry, new Set(['rules']))
  if (stranger !== undefined || !Array.isArray(rules)) {
    const says = stranger === undefined ? '“rules” has to be a list.' : `“${stranger}” beside “rules” is not read.`
    notes.add([...path, stranger ?? 'rules'], 'refused', says)
    return CLOSED
  }
  noteIdle(tool, rules, notes)
  const counter = (of: string, name: string): Counter | undefined => counters.get(counterKey(of, name))
  return together(rules.map((rule, at) => carryRule(rule, { tool, path: [...path, 'rules', at], notes, counter })))
}

/** A counter that no condition asks decides nothing. */
function noteIdle(tool: string, rules: readonly unknown[], notes: Notes): void {
  const conditions = JSON.stringify(rules)
  for (const [at, rule] of rules.entries()) {
    const state = isMapping(rule) ? stateOf(rule) : undefined
    const name = isMapping(state) ? textOf(state, 'counter') : undefined
    if (name !== undefined && !conditions.includes(`.${name}"`))
      notes.add(['tools', tool, 'rules', at, 'state'], 'dropped', 'No condition of this tool asks the counter.')
  }
}

/** All rules of a tool hold at once. */
function together(carried: readonly Carried[]): Rule & Mapping {
  if (carried.some(({ hide }) => hide)) return { action: 'hide' }
  const deny = carried.find((each) => each.deny !== undefined)?.deny
  if (deny !== undefined) return { action: 'deny', ...(deny.reason !== undefined && { reason: deny.reason }) }
  const require = carried.flatMap((each) => each.require)
  const limits = withoutTwins(carried.flatMap((each) => each.limits))
  return {
    ...(require.length > 0 && { require }),
    ...asksOf(carried.flatMap((each) => each.approveIf)),
    ...(limits.length > 0 && { limits }),
  }
}

/** A person is asked before every call: what one rule says is said of the whole, what several say by each for itself. */
function asksOf(asks: readonly ApprovalRule[]): Rule {
  const [only, ...others] = asks
  if (only === undefined) return {}
  if (others.length > 0) return { approve_if: asks }
  const { reason, timeout } = only
  return {
    action: 'require_approval',
    ...(reason !== undefined && { reason }),
    ...(timeout !== undefined && { approval: { timeout } }),
  }
}

function withoutTwins(limits: readonly Limit[]): readonly Limit[] {
  return limits.filter((limit, at) => limits.findIndex((each) => JSON.stringify(each) === JSON.stringify(limit)) === at)
}
