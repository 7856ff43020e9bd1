/** What the log keeps of a call that rules judged: facts of its arguments, and answers to the rules' questions. */
import {
  type Answered,
  answerQuestions,
  type CallRequest,
  type CompiledPolicy,
  isObject,
  type JsonObject,
  type JsonValue,
} from '@portcullis/engine'
import { questionNames } from '../crypto/fact-digests.ts'
import type { KeyedDigester } from '../crypto/keyed-digest.ts'
import type { ArgumentFact, JudgedFacts } from '../ports/audit-sink.ts'
import { safeName } from '../ports/safe-text.ts'
import { factsOfCalls } from './argument-facts.ts'
import type { KnownTool } from './tools/known-tool.ts'

/** Facts of one call. */
export interface CallFacts {
  readonly args: readonly ArgumentFact[]
  /** Undefined where digests are off. */
  readonly facts: JudgedFacts | undefined
}

/** A call as it came, and as it was judged. */
export interface JudgedCall {
  readonly policy: CompiledPolicy
  readonly request: CallRequest
  /** The arguments as they were sent: rules may have read them completed. */
  readonly sent: JsonObject
  /** Undefined where the definition is not known. */
  readonly tool: Pick<KnownTool, 'properties' | 'inputSchema'> | undefined
}

/** Gives the facts of a call. */
export type TellFacts = (call: JudgedCall) => CallFacts

const MARKS: Readonly<Record<Answered, string>> = { held: '+', not_held: '-', fault: '!' }
const NO_DEFAULTS: readonly string[] = []

/** @param digester undefined where digests are switched off: names of arguments are all that is told then */
export function createCallFacts(digester: KeyedDigester | undefined): TellFacts {
  const factsOf = factsOfCalls(digester)
  const nameOf = digester && questionNames(digester)
  return ({ policy, request, sent, tool }) => {
    const { subject, context, inexact } = request
    const place = { organisation: subject.organisation, server: request.tool.server, tool: request.tool.name }
    const args = factsOf(place, tool?.properties, { args: sent, inexact, at: context.at })
    if (nameOf === undefined) return { args, facts: undefined }
    let answers = ''
    for (const { text, answer } of answerQuestions(policy, request)) answers += nameOf(text) + MARKS[answer]
    return { args, facts: { answers, defaults: defaultsOf(tool?.inputSchema, sent), slot: context.slot } }
  }
}

/** What the defaults of a schema may change in arguments. */
interface Completing {
  /** Properties that get a value where they are absent. */
  readonly absent: readonly string[]
  /** Properties in whose members or elements values may appear. */
  readonly below: readonly string[]
}

const completing = new WeakMap<JsonObject, Completing>()

function completingOf(schema: JsonObject): Completing {
  const known = completing.get(schema)
  if (known !== undefined) return known
  const { properties, ...rest } = schema
  const members = isObject(properties) ? Object.entries(properties) : []
  // What stands elsewhere in the schema may complete anything.
  const elsewhere = Object.hasOwn(rest, '$ref') || Object.hasOwn(rest, 'allOf')
  const found: Completing = {
    absent: elsewhere
      ? ['*']
      : members.flatMap(([name, part]) => (isObject(part) && Object.hasOwn(part, 'default') ? [name] : [])),
    below: elsewhere ? [] : members.flatMap(([name, part]) => (hasDefaultBelow(part) ? [name] : [])),
  }
  completing.set(schema, found)
  return found
}

function hasDefaultBelow(part: JsonValue | undefined): boolean {
  if (!isObject(part)) return false
  const { default: _own, ...rest } = part
  const text = JSON.stringify(rest)
  return text.includes('"default"') || text.includes('"$ref"')
}

function defaultsOf(schema: JsonObject | undefined, sent: JsonObject): readonly string[] {
  if (schema === undefined) return NO_DEFAULTS
  const { absent, below } = completingOf(schema)
  if (absent.length === 0 && below.length === 0) return NO_DEFAULTS
  const names = [
    ...absent.filter((name) => !Object.hasOwn(sent, name)),
    ...below.filter((name) => Object.hasOwn(sent, name) && typeof sent[name] === 'object'),
  ]
  return names.map(safeName)
}
