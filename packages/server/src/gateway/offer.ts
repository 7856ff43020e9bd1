/** A client's capabilities as its server may know them: what the policy refuses in any case is not offered. */
import {
  type CompiledPolicy,
  inForceAt,
  type JsonObject,
  type JsonValue,
  type Offer,
  offerOf,
} from '@portcullis/engine'
import type { Turn } from './turn.ts'
import { META } from './wire/era.ts'
import type { RequestMessage, Span } from './wire/message.ts'
import { isObject } from './wire/shape.ts'
import { applyEdits, memberOf, wholeSpan } from './wire/spans.ts'

/** Id of the tasks extension (MCP 2026-07-28, extensions). */
const TASKS = 'io.modelcontextprotocol/tasks'

const NOTHING: Offer = Object.freeze({
  elicitationForm: false,
  elicitationUrl: false,
  sampling: false,
  roots: false,
  tasks: false,
})

const offers = new WeakMap<CompiledPolicy, Offer>()

/**
 * Takes out of `initialize`, or out of the `_meta` of a modern request, what the server could only ask for in vain.
 * @param bytes the request as it is about to be sent
 * @returns the same buffer where nothing had to go
 */
export function offered({ caller, message, at }: Turn, bytes: Buffer): Buffer {
  const capabilities = capabilitiesOf(message)
  if (capabilities === undefined) return bytes
  const offer = caller.policy === undefined ? NOTHING : remembered(inForceAt(caller.policy.compiled, at))
  const kept = keep(capabilities, offer)
  if (kept === capabilities) return bytes
  const span = capabilitiesSpan(bytes, message)
  return span === undefined ? bytes : applyEdits(bytes, [{ span, text: JSON.stringify(kept) }])
}

function remembered(policy: CompiledPolicy): Offer {
  const known = offers.get(policy)
  if (known !== undefined) return known
  const offer = offerOf(policy)
  offers.set(policy, offer)
  return offer
}

function capabilitiesOf({ era, method, params }: RequestMessage): JsonObject | undefined {
  const holder = era === 'modern' ? params['_meta'] : method === 'initialize' ? params : undefined
  const found = isObject(holder) ? holder[era === 'modern' ? META.clientCapabilities : 'capabilities'] : undefined
  return isObject(found) ? found : undefined
}

function capabilitiesSpan(bytes: Buffer, { era }: RequestMessage): Span | undefined {
  const params = memberOf(bytes, wholeSpan(bytes), 'params')
  if (params === undefined || era === 'legacy') return params && memberOf(bytes, params, 'capabilities')
  const meta = memberOf(bytes, params, '_meta')
  return meta && memberOf(bytes, meta, META.clientCapabilities)
}

/** @returns the same object where everything may stay */
function keep(capabilities: JsonObject, offer: Offer): JsonObject {
  let isSame = true
  const kept = Object.entries(capabilities).flatMap(([name, value]): readonly (readonly [string, JsonValue])[] => {
    const left = keepOne(name, value, offer)
    isSame &&= left === value
    return left === undefined ? [] : [[name, left]]
  })
  return isSame ? capabilities : Object.fromEntries(kept)
}

function keepOne(name: string, value: JsonValue, offer: Offer): JsonValue | undefined {
  switch (name) {
    case 'sampling':
      return offer.sampling ? value : undefined
    case 'roots':
      return offer.roots ? value : undefined
    case 'tasks':
      return offer.tasks ? value : undefined
    case 'extensions':
      return offer.tasks || !isObject(value) || !Object.hasOwn(value, TASKS) ? value : without(value, TASKS)
    case 'elicitation':
      return keepElicitation(value, offer)
    default:
      return value
  }
}

/** Without a mode, a form is meant (MCP 2025-11-25, elicitation, capabilities). */
function keepElicitation(value: JsonValue, { elicitationForm, elicitationUrl }: Offer): JsonValue | undefined {
  if (elicitationForm && elicitationUrl) return value
  if (!isObject(value)) return undefined
  const asksForms = Object.hasOwn(value, 'form') || !Object.hasOwn(value, 'url')
  const asksPages = Object.hasOwn(value, 'url')
  if (elicitationForm && asksForms) return asksPages ? without(value, 'url') : value
  return elicitationUrl && asksPages ? (Object.hasOwn(value, 'form') ? without(value, 'form') : value) : undefined
}

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
