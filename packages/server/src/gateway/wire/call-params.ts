/** What `tools/call` takes: nothing stands in its `params` that nobody judges. */
import type { JsonObject, JsonValue } from '@portcullis/engine'
import type { Era } from './message.ts'
import { isObject } from './shape.ts'
import { badParams, type Objection } from './wire-refusal.ts'

interface Member {
  readonly isRight: (value: JsonValue) => boolean
  readonly expected: string
}

const OBJECT: Member = { isRight: isObject, expected: 'an object' }
const STRING: Member = { isRight: (value) => typeof value === 'string', expected: 'a string' }
const NAME: Member = { isRight: (value) => typeof value === 'string' && value !== '', expected: 'a non-empty string' }

const COMMON = { name: NAME, arguments: OBJECT, _meta: OBJECT }

/** Members by era: MCP 2025-11-25, tasks; MCP 2026-07-28, multi-round-trip requests. */
const MEMBERS: Readonly<Record<Era, ReadonlyMap<string, Member>>> = {
  legacy: new Map(Object.entries({ ...COMMON, task: OBJECT })),
  modern: new Map(Object.entries({ ...COMMON, inputResponses: OBJECT, requestState: STRING })),
}

/** What is wrong with the `params` of a call. */
export function callObjection(params: JsonObject, era: Era): Objection | undefined {
  if (!Object.hasOwn(params, 'name')) return badParams('params.name, the tool to call, is missing.')
  const members = MEMBERS[era]
  for (const key of Object.keys(params)) {
    const member = members.get(key)
    if (member === undefined) {
      return badParams(`tools/call takes only ${[...members.keys()].join(', ')} in this protocol version.`)
    }
    if (!member.isRight(params[key] ?? null)) return badParams(`params.${key} has to be ${member.expected}.`)
  }
  return undefined
}
