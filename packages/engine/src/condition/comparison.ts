/** One comparison, prepared: a path, an operator, a value. */
import type { JsonValue } from '../decide/request.ts'
import type { Comparison } from '../policy/condition.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { isArray } from '../text/json.ts'
import { suggest } from '../text/suggest.ts'
import type { Setting, Test } from './condition.ts'
import { Fault, type Truth } from './fault.ts'
import type { Operator, Verdict } from './operator.ts'
import { OPERATORS } from './operators.ts'
import { type Path, parsePath } from './path.ts'

/** A comparison that can be put to a call. */
export interface CompiledComparison {
  readonly path: Path
  readonly test: Test
}

/** A flaw and the member of the comparison that has it. */
export interface MisusedMember {
  readonly member: 'match' | 'ignore_case'
  readonly flaw: ReturnType<typeof flawed>['flaw']
}

/** So many comparisons are remembered: the same ones stand in rule after rule. */
const MAX_REMEMBERED = 4_096
/** Comparisons with a longer value are hardly ever repeated. */
const MAX_KEY = 256

const remembered = new Map<string, OrFlaw<CompiledComparison>>()

/** Prepares a comparison, or says what is wrong with its value. */
export function compileComparison(written: Comparison, setting: Setting): OrFlaw<CompiledComparison> {
  const key = keyOf(written, setting)
  const known = key === undefined ? undefined : remembered.get(key)
  if (known !== undefined) return known
  const compiled = compileAnew(written, setting)
  if (key === undefined) return compiled
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, compiled)
  return compiled
}

/** Everything that makes a difference; undefined for what is not remembered. */
function keyOf(written: Comparison, { quantifier, timezone }: Setting): string | undefined {
  const { path, op, value, match, ignore_case: ignoreCase } = written
  // Most lists are short, and long ones are not worth their text.
  if (isArray(value) && value.length > MAX_KEY / 16) return undefined
  const literal = typeof value === 'string' ? `"${value}` : JSON.stringify(value)
  const key = `${op} ${match ?? quantifier} ${ignoreCase === true} ${timezone} ${path.length} ${path}${literal}`
  return key.length > MAX_KEY ? undefined : key
}

function compileAnew(written: Comparison, setting: Setting): OrFlaw<CompiledComparison> {
  const parsed = parsePath(written.path, setting.timezone)
  if (!parsed.ok) return parsed
  const operator = Object.hasOwn(OPERATORS, written.op) ? OPERATORS[written.op] : undefined
  if (operator === undefined) {
    return flawed('bad_value', `there is no operator "${written.op}"`, 'Use an operator of the reference.')
  }
  const path = parsed.value
  const verdict = operator.prepare(written.value, { subject: path.subject, ignoreCase: written.ignore_case === true })
  if (!verdict.ok) return verdict
  const stranger = strangerAmong(path, written) ?? unfitForTexts(path, written.op, operator)
  if (stranger !== undefined) return stranger
  const whenAbsent = operator.absent(written.value)
  const parts: Parts = { path, operator, judge: verdict.value, whenAbsent }
  if (!path.many) return sound({ path, test: ofOne(parts) })
  return sound({ path, test: ofMany(parts, (written.match ?? setting.quantifier) === 'all') })
}

/** What stands in a comparison and has no meaning there. */
export function misusedMember({
  path: text,
  op,
  match,
  ignore_case: ignoreCase,
}: Comparison): MisusedMember | undefined {
  const path = parsePath(text)
  if (match !== undefined && path.ok && !path.value.many) {
    const remedy = 'Remove it, or write [*] where all elements are meant.'
    const { flaw } = flawed('bad_value', `"match" is about a path with [*], and ${text} has none`, remedy)
    return { member: 'match', flaw }
  }
  const operator = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined
  if (ignoreCase === undefined || operator === undefined || operator.foldsCase) return undefined
  const able = Object.entries(OPERATORS).flatMap(([name, each]) => (each.foldsCase ? [name] : []))
  const { flaw } = flawed('bad_value', `"ignore_case" has no meaning for "${op}"`, `It goes with ${able.join(', ')}.`)
  return { member: 'ignore_case', flaw }
}

interface Parts {
  readonly path: Path
  readonly operator: Operator
  readonly judge: Verdict
  readonly whenAbsent: boolean
}

function inexactFault({ subject }: Path): Fault {
  return new Fault(`${subject} holds a number with more digits than can be compared exactly`)
}

function ofOne({ path, operator, judge, whenAbsent }: Parts): Test {
  const { read } = path
  return (evaluation) => {
    const value = read(evaluation)
    if (value === undefined || value === null) return whenAbsent
    if (value instanceof Fault) return value
    if (operator.reads && path.inexact(evaluation)) return inexactFault(path)
    return judge(value, evaluation)
  }
}

/** Every element is judged, so that a fault is never hidden by a neighbour. No elements are as no value. */
function ofMany({ path, operator, judge, whenAbsent }: Parts, all: boolean): Test {
  return (evaluation) => {
    const values = path.readAll(evaluation)
    if (values instanceof Fault) return values
    if (values === undefined || values.length === 0) return whenAbsent
    if (operator.reads && path.inexact(evaluation)) return inexactFault(path)
    return judgeAll(values, all, (value) =>
      value === undefined || value === null ? whenAbsent : judge(value, evaluation),
    )
  }
}

function judgeAll(
  values: readonly (JsonValue | undefined)[],
  all: boolean,
  judge: (value: JsonValue | undefined) => Truth,
): Truth {
  let held = all
  for (const value of values) {
    const truth = judge(value)
    if (typeof truth !== 'boolean') return truth
    held = all ? held && truth : held || truth
  }
  return held
}

/** Operators that compare with a whole value. */
const WHOLE_VALUE: ReadonlySet<string> = new Set(['eq', 'neq', 'in', 'not_in'])

/** Operators that say something of any text, beside those on texts. */
const OF_ANY_VALUE = /^(?:eq|neq|in|not_in|exists|size_\w+)$/

/** Whatever is asked of all texts of a result has to be asked of texts: anything else would withhold every result. */
function unfitForTexts({ root }: Path, op: string, { foldsCase }: Operator): OrFlaw<never> | undefined {
  if (root !== 'result.text' || foldsCase || OF_ANY_VALUE.test(op)) return undefined
  const remedy =
    'Use an operator on texts, such as contains or regex, or name one member: result.structuredContent.name.'
  return flawed('bad_value', `"${op}" cannot be asked of every text of a result`, remedy)
}

/** Where only some words can stand, a comparison with another one would never hold. */
function strangerAmong({ words, subject }: Path, { op, value }: Comparison): OrFlaw<never> | undefined {
  if (words === undefined || !WHOLE_VALUE.has(op)) return undefined
  const candidates = isArray(value) ? value : [value]
  const stranger = candidates.find((each) => !words.some((word) => word === each))
  if (stranger === undefined) return undefined
  const near = typeof stranger === 'string' ? suggest(stranger, words) : undefined
  const hint = near === undefined ? '' : `Did you mean "${near}"? `
  const written = typeof stranger === 'string' ? JSON.stringify(stranger.slice(0, 64)) : 'that value'
  return flawed('bad_value', `${subject} is never ${written}`, `${hint}It is one of ${words.join(', ')}.`)
}
