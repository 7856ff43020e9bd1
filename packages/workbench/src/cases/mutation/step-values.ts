/** Steps with a value put where a path looks. */
import {
  EACH,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  type PathStep,
  parsePathText,
  TOOL_CATEGORIES,
  TOOL_RISKS,
} from '@portcullis/engine'
import type { Given, Step } from '../suite.ts'
import type { Probe } from './probe.ts'
import type { ProbeValue } from './probe-values.ts'

/** One call under its circumstances. */
export interface ProbeCall {
  readonly given: Given
  readonly step: Step
  /** Whether it is known to pass. */
  readonly passes?: boolean
}

export const probeOf = ({ given, step }: ProbeCall): Probe => ({ given, steps: [step] })

/** The call with this value at a path; undefined where the path is not of the call, or cannot have such a value. */
export function withValue(call: ProbeCall, path: string, value: ProbeValue): ProbeCall | undefined {
  const parsed = parsePathText(path)
  if (!parsed.ok) return undefined
  const { root, steps } = parsed.value
  const { step } = call
  switch (root) {
    case 'args':
      return { ...call, step: { ...step, arguments: put(step.arguments, steps, value) } }
    case 'input':
      return { ...call, step: { ...step, input: put(step.input, steps, value) } }
    case 'result':
      return { ...call, step: { ...step, result: put(wholeResult(step.result), steps, value) } }
    case 'tool.category':
    case 'tool.risk':
      return { ...call, given: { ...call.given, ...labelled(call, root === 'tool.risk' ? 'risk' : 'category', value) } }
    default:
      return { ...call, given: { ...call.given, ...circumstance(call.given, { root, steps }, value) } }
  }
}

function wholeResult(result: Step['result']): JsonObject {
  return isObject(result) ? result : { content: [{ type: 'text', text: result ?? '' }] }
}

/** What of the circumstances a path reads. Nothing where a value of this kind cannot stand there. */
function circumstance(
  given: Given,
  { root, steps }: { readonly root: string; readonly steps: readonly PathStep[] },
  value: ProbeValue,
): Given {
  const [scope = '', member = ''] = root.split('.')
  if (scope === 'time') return typeof value === 'string' && root === 'time.date' ? atDate(value) : {}
  if (scope === 'seen') return typeof value === 'boolean' ? { seen: { ...given.seen, [member]: value } } : {}
  if (typeof value !== 'string') return {}
  const [tag] = steps
  if (root === 'grant.tags') return { grant: { ...given.grant, tags: { ...given.grant?.tags, [String(tag)]: value } } }
  if (scope === 'grant') return { grant: { ...given.grant, [member]: value } }
  if (scope === 'client') return { client: { ...given.client, [member]: value } }
  if (root === 'request.ip') return { ip: value }
  return root === 'tool.server' ? { server: value } : {}
}

/** The called tool with another label. */
function labelled({ given, step }: ProbeCall, part: 'category' | 'risk', value: ProbeValue): Given {
  const { call = '' } = step
  const known = given.tools?.[call]
  const { category = 'write', risk = 'medium' } = known?.label ?? {}
  const label = {
    category: TOOL_CATEGORIES.find((each) => part === 'category' && each === value) ?? category,
    risk: TOOL_RISKS.find((each) => part === 'risk' && each === value) ?? risk,
  }
  return { tools: { ...given.tools, [call]: { ...known, label } } }
}

const atDate = (date: string): Given => (/^\d{4}-\d\d-\d\d$/.test(date) ? { at: `${date}T12:00:00Z` } : {})

function put(container: JsonObject | undefined, steps: readonly PathStep[], value: ProbeValue): JsonObject {
  const made = putInto(container ?? {}, steps, value)
  return isObject(made) ? made : {}
}

function putInto(
  container: JsonValue | undefined,
  [step, ...rest]: readonly PathStep[],
  value: ProbeValue,
): ProbeValue {
  if (step === undefined) return value
  if (step === EACH || typeof step === 'number') return putElement(container, step === EACH ? 0 : step, rest, value)
  const members = isObject(container) ? container : {}
  const inner = putInto(own(members, step), rest, value)
  const others = Object.entries(members).filter(([key]) => key !== step)
  return Object.fromEntries(inner === undefined ? others : [...others, [step, inner]])
}

/** No element that is made up stands further back. */
const LAST_INDEX = 20

function putElement(
  container: JsonValue | undefined,
  index: number,
  rest: readonly PathStep[],
  value: ProbeValue,
): JsonValue {
  const list = isArray(container) ? [...container] : []
  while (list.length <= Math.min(index, LAST_INDEX)) list.push(null)
  list[index] = putInto(list[index], rest, value) ?? null
  return list
}

/** What stands at a path of the arguments; undefined where nothing does. */
export function argumentAt({ step }: ProbeCall, path: string): JsonValue | undefined {
  const parsed = parsePathText(path)
  if (!parsed.ok || parsed.value.root !== 'args') return undefined
  return parsed.value.steps.reduce<JsonValue | undefined>((value, each) => {
    if (each === EACH) return isArray(value) ? value[0] : undefined
    if (typeof each === 'number') return isArray(value) ? value[each] : undefined
    return isObject(value) ? own(value, each) : undefined
  }, step.arguments)
}
