/** `server/discover`: what the servers of a grant offer, taken together. */
import type { JsonObject } from '@portcullis/engine'
import { tellWhole } from '../translate/local-answer.ts'
import { askWhole, type Told } from '../translate/whole-answer.ts'
import type { AnswerListener, Exchange, Outgoing } from '../upstream/link.ts'
import { META, PROTOCOL_MODERN } from '../wire/era.ts'
import { resultAnswer } from '../wire/refusal.ts'
import { isObject } from '../wire/shape.ts'
import { dropAt, valueAt } from '../wire/splice.ts'
import { type Asking, idText } from './asking.ts'
import { sendPart } from './part.ts'

const LARGEST_ANSWER = 1024 * 1024

/** What a server may have that did not answer: its clients find out when it does. */
const EVERYTHING: JsonObject = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
}
/** Capabilities whose messages are understood here. */
const UNDERSTOOD = new Set([...Object.keys(EVERYTHING), 'extensions'])

/** Instructions of servers are left out: each of them would speak about the tools of all. */
export function discover(asking: Asking, listener: AnswerListener): Exchange {
  let over = false
  const { together, callers, outgoing } = asking
  const bytes = dropAt(outgoing.bytes, ['params', '_meta', 'progressToken'])
  const bounds = { patience: together.patience, maxBytes: LARGEST_ANSWER }
  const asked = callers.map((caller) => {
    const exchange = (own: Outgoing, told: AnswerListener): Exchange =>
      sendPart(together.env, { caller, outgoing: own }, told)
    return askWhole({ exchange }, { ...outgoing, bytes, progressToken: undefined }, bounds)
  })
  Promise.all(asked)
    .then((told) => {
      if (!over) tellWhole(listener, resultAnswer(idText(asking), discovered(told)))
    })
    .catch(() => listener.onFailure('garbage', false))
  return {
    cancel() {
      over = true
    },
    resume() {
      // It is told as a whole.
    },
  }
}

function discovered(told: readonly Told[]): JsonObject {
  return {
    supportedVersions: [PROTOCOL_MODERN],
    capabilities: told.map(capabilitiesOf).reduce((one, other) => united(one, other), { tools: { listChanged: true } }),
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [META.serverInfo]: { name: 'portcullis', title: 'Portcullis', version: '1' } },
  }
}

function capabilitiesOf(told: Told): JsonObject {
  const found = told.kind === 'answer' ? valueAt(told.bytes, ['result', 'capabilities']) : undefined
  return isObject(found) ? found : EVERYTHING
}

/** What either has; of members that both have, again what either has. */
function united(one: JsonObject, other: JsonObject, depth = 0): JsonObject {
  const added = Object.entries(other).flatMap(([name, value]) => {
    if (depth === 0 && !UNDERSTOOD.has(name)) return []
    const known = Object.hasOwn(one, name) ? one[name] : undefined
    const both = isObject(known) && isObject(value) && depth < 4 ? united(known, value, depth + 1) : undefined
    return [[name, both ?? (known === true ? true : value)] as const]
  })
  return { ...one, ...Object.fromEntries(added) }
}
