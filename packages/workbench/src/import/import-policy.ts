/** Policies of other dialects (YAML or JSON) → ours, with what became of every construct. */
import type { Limit, Rule } from '@portcullis/engine'
import { formatPolicy } from '../format/format-policy.ts'
import { readYaml, type TextFault } from '../yaml/document.ts'
import type { Path } from '../yaml/place.ts'
import { type Carried, carryRule } from './carry-rule.ts'
import { type Counter, counterOf, stateOf } from './counters.ts'
import { createNotes, type Note, type Notes } from './note.ts'
import { isMapping, type Mapping, member, strangers, textOf } from './source.ts'

/** What came of an import. */
export type Imported =
  | {
      readonly ok: true
      /** The policy in canonical form; where something was refused, with what it stood on closed. */
      readonly text: string
      readonly notes: readonly Note[]
      /** Nothing was refused: the policy allows nothing that the source denies. */
      readonly whole: boolean
    }
  /** The source cannot be read. */
  | { readonly ok: false; readonly faults: readonly TextFault[] }

/** No source is longer, in UTF-16 code units. */
const MAX_TEXT = 1_048_576

const KEYS: ReadonlySet<string> = new Set(['version', 'name', 'description', 'default', 'hide', 'tools'])

/** Keys that documents of our own dialect have besides. */
const OUR_KEYS: ReadonlySet<string> = new Set(
  '$schema all_tools classes timezone resources prompts elicitation sampling roots methods results list'.split(' '),
)

/**
 * Reads a policy of the Intercept dialect, or of our short forms, as YAML or JSON. What the source denies, the result
 * denies; what it allows, the result allows where every note says `exact`.
 */
export function importPolicy(text: string): Imported {
  if (text.length > MAX_TEXT) return { ok: false, faults: [fault('too_large', 'The file has more than 1 MiB.')] }
  const read = readYaml(text)
  if (!read.ok) return { ok: false, faults: read.faults }
  const { value } = read.document
  if (!isMapping(value)) return { ok: false, faults: [fault('wrong_type', 'A policy has to be a mapping.')] }
  const notes = createNotes((path) => read.document.place(path))
  return finished(carryDocument(value, notes), notes)
}

const fault = (code: string, message: string): TextFault => ({
  code,
  path: [],
  line: 1,
  column: 1,
  message,
  remedy: 'Name a file that holds one policy.',
})

/** Whatever else was overlooked, the checker of policies finds. */
function finished(policy: Mapping, notes: Notes): Imported {
  const text = JSON.stringify(policy)
  const made = formatPolicy(text)
  if (made.ok) {
    const all = notes.all()
    return { ok: true, text: made.text, notes: all, whole: all.every(({ fate }) => fate !== 'refused') }
  }
  const [problem] = made.problems
  const [tool] = made.problems.map(({ pointer }) => toolOf(pointer))
  if (tool === undefined || problem === undefined) {
    const faults = made.problems.map((each) => fault(each.code, `${each.message}. ${each.remedy}`))
    return { ok: false, faults }
  }
  const path = tool === '*' ? ['tools', '*'] : ['tools', tool]
  notes.add(path, 'refused', `${problem.message}. ${problem.remedy}`)
  const tools = member(policy, 'tools')
  const closed: Mapping =
    tool === '*'
      ? { ...policy, all_tools: CLOSED }
      : { ...policy, tools: { ...(isMapping(tools) && tools), [tool]: CLOSED } }
  return sameText(closed, text)
    ? { ok: false, faults: [fault(problem.code, problem.message)] }
    : finished(closed, notes)
}

const CLOSED: Rule & Mapping = { action: 'deny', reason: 'A rule of the imported policy could not be carried over.' }

const sameText = (policy: Mapping, text: string): boolean => JSON.stringify(policy) === text

/** The tool that a pointer into the policy leads to; `*` for the rule of all tools. */
function toolOf(pointer: string): string | undefined {
  const [, first, second] = pointer.split('/')
  if (first === 'all_tools') return '*'
  return first === 'tools' && second !== undefined ? second.replaceAll('~1', '/').replaceAll('~0', '~') : undefined
}

/** Still unjudged: the checker of policies has the last word. */
function carryDocument(source: Mapping, notes: Notes): Mapping {
  for (const key of strangers(source, KEYS)) {
    if (OUR_KEYS.has(key)) notes.add([key], 'exact', 'It means the same here.')
    else notes.add([key], 'refused', `“${key}” is not a key of a policy.`)
  }
  const name = textOf(source, 'name')
  const description = textOf(source, 'description')
  const hide = hidden(member(source, 'hide'), notes)
  const { tools, everywhere } = carryTools(source, notes)
  return {
    version: '1',
    ...ours(source),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    default: defaultOf(source, notes),
    ...(hide.length > 0 && { hide }),
    ...(everywhere !== undefined && { all_tools: everywhere }),
    ...(Object.keys(tools).length > 0 && { tools }),
  }
}

/** Members of our own dialect: the checker judges them. */
function ours(source: Mapping): Mapping {
  return Object.fromEntries(
    [...OUR_KEYS].flatMap((key) => (Object.hasOwn(source, key) ? [[key, member(source, key)]] : [])),
  )
}

function defaultOf(source: Mapping, notes: Notes): 'allow' | 'deny' {
  const written = member(source, 'default')
  if (written === 'allow' || written === 'deny') {
    notes.add(['default'], 'exact', `What no rule governs: ${written === 'allow' ? 'allowed' : 'denied'}.`)
    return written
  }
  if (written === undefined) {
    notes.add([], 'exact', 'Without a “default” the source allows what no rule governs; so does the result.')
    return 'allow'
  }
  notes.add(['default'], 'refused', '“default” is neither allow nor deny: everything that no rule governs is denied.')
  return 'deny'
}

function hidden(written: unknown, notes: Notes): readonly string[] {
  if (written === undefined) return []
  if (!Array.isArray(written)) {
    notes.add(['hide'], 'refused', '“hide” has to be a list of names: everything is hidden.')
    return ['*']
  }
  return written.map((name, at): string => {
    if (typeof name !== 'string' || name === '') {
      notes.add(['hide', at], 'refused', 'This is no name: everything is hidden.')
      return '*'
    }
    const isPattern = /[*?]/.test(name)
    notes.add(['hide', at], isPattern ? 'narrower' : 'exact', isPattern ? 'Hidden, read as a pattern.' : 'Hidden.')
    return name
  })
}

/** Rules of tools, and the one of all tools. */
interface CarriedTools {
  readonly tools: Mapping
  readonly everywhere: Mapping | undefined
}

function carryTools(source: Mapping, notes: Notes): CarriedTools {
  const written = member(source, 'tools')
  if (written === undefined) return { tools: {}, everywhere: undefined }
  if (!isMapping(written)) {
    notes.add(['tools'], 'refused', '“tools” has to be a mapping: everything is denied.')
    return { tools: {}, everywhere: CLOSED }
  }
  const counters = keptCounters(written, notes)
  const carried = Object.entries(written).map(([tool, entry]) => ({
    tool,
    rule: carryTool(tool, entry, counters, notes),
  }))
  return {
    // Names are taken as they are written: no name of a tool may become a pattern.
    tools: Object.fromEntries(
      carried.filter(({ tool }) => tool !== '*').map(({ tool, rule }) => [literal(tool), rule]),
    ),
    everywhere: carried.find(({ tool }) => tool === '*')?.rule,
  }
}

const literal = (name: string): string => name.replaceAll(/[\\*?]/g, '\\$&')

/** All counters that rules keep, by tool and name. */
type Counters = ReadonlyMap<string, Counter>

const counterKey = (tool: string, name: string): string => JSON.stringify([tool, name])

function keptCounters(tools: Mapping, notes: Notes): Counters {
  const found = new Map<string, Counter>()
  for (const [tool, entry] of Object.entries(tools)) {
    const rules = isMapping(entry) ? member(entry, 'rules') : undefined
    for (const [at, rule] of (Array.isArray(rules) ? rules : []).entries()) {
      if (!isMapping(rule) || stateOf(rule) === undefined) continue
      const counter = counterOf(tool, stateOf(rule), ['tools', tool, 'rules', at, 'state'], notes)
      if (counter !== undefined) found.set(counterKey(tool, counter.name), counter)
    }
  }
  return found
}

function carryTool(tool: string, entry: unknown, counters: Counters, notes: Notes): Mapping {
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
  const approveIf = carried.flatMap((each) => each.approveIf)
  const limits = withoutTwins(carried.flatMap((each) => each.limits))
  return {
    ...(require.length > 0 && { require }),
    ...(approveIf.length > 0 && { approve_if: approveIf }),
    ...(limits.length > 0 && { limits }),
  }
}

function withoutTwins(limits: readonly Limit[]): readonly Limit[] {
  return limits.filter((limit, at) => limits.findIndex((each) => JSON.stringify(each) === JSON.stringify(limit)) === at)
}
