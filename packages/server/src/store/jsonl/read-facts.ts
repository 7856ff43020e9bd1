/** Facts of a decision's line, read back: what may be known of its arguments, and what rules found. */
import {
  type Answered,
  isObject,
  type JsonObject,
  readKind,
  TOOL_CATEGORIES,
  TOOL_RISKS,
  type ToolLabel,
  type ValueKind,
} from '@portcullis/engine'

/** What a line tells beside its decision. */
export interface LineFacts {
  readonly label: ToolLabel | undefined
  readonly args: ReadonlyMap<string, { readonly digest: string | undefined; readonly kind: ValueKind | undefined }>
  readonly defaults: ReadonlySet<string>
  /** By name of the question. */
  readonly answers: ReadonlyMap<string, Answered>
  readonly slot: 0 | 1 | 2 | 3
}

const NAME_LENGTH = 10
const ANSWER = /([\w-]{10})([+\-!])/y
const DIGESTED = /^([\w-]{22})?(?:\.(.*))?$/

/** Reads what `decisionBody` wrote. What is not as it should be is not known. */
export function readFacts(raw: JsonObject): LineFacts {
  return {
    label: labelIn(raw['label']),
    args: argumentsIn(raw['args']),
    defaults: new Set(textsIn(raw['defaults'])),
    answers: answersIn(raw['answers']),
    slot: slotIn(raw['slot']),
  }
}

function labelIn(raw: JsonObject[string] | undefined): ToolLabel | undefined {
  if (!isObject(raw)) return undefined
  const category = TOOL_CATEGORIES.find((each) => each === raw['category'])
  const risk = TOOL_RISKS.find((each) => each === raw['risk'])
  if (category === undefined || risk === undefined) return undefined
  return { category, risk, source: raw['source'] === 'reviewed' ? 'reviewed' : 'derived' }
}

function argumentsIn(raw: JsonObject[string] | undefined): LineFacts['args'] {
  if (!isObject(raw)) return new Map()
  return new Map(
    Object.entries(raw).map(([name, fact]) => {
      const match = typeof fact === 'string' ? DIGESTED.exec(fact) : null
      const [, digest, kind] = match ?? []
      return [name, { digest, kind: kind === undefined ? undefined : readKind(kind) }]
    }),
  )
}

const textsIn = (raw: JsonObject[string] | undefined): readonly string[] =>
  Array.isArray(raw) ? raw.filter((each) => typeof each === 'string') : []

const MARKS: Readonly<Record<string, Answered>> = { '+': 'held', '-': 'not_held', '!': 'fault' }

function answersIn(raw: JsonObject[string] | undefined): LineFacts['answers'] {
  const found = new Map<string, Answered>()
  if (typeof raw !== 'string') return found
  for (let at = 0; at < raw.length; at += NAME_LENGTH + 1) {
    ANSWER.lastIndex = at
    const [, name, mark] = ANSWER.exec(raw) ?? []
    const answer = mark === undefined ? undefined : MARKS[mark]
    if (name === undefined || answer === undefined) break
    found.set(name, answer)
  }
  return found
}

const slotIn = (raw: JsonObject[string] | undefined): LineFacts['slot'] =>
  raw === 1 || raw === 2 || raw === 3 ? raw : 0
