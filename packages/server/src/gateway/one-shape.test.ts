/** What is made anew for each call has one shape in memory: else every look at it, and the collection of it, costs many times more. */
import { setFlagsFromString } from 'node:v8'
import { compilePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../ports/audit-sink.ts'
import { systemClock } from '../ports/clock.ts'
import { describe as describeCall } from './describe.ts'
import type { Environment } from './environment.ts'
import { createRecorder } from './record.ts'
import type { Turn } from './turn.ts'
import { readMessage } from './wire/read.ts'

setFlagsFromString('--allow-natives-syntax')
const hasOneShape = new Function('a', 'b', 'return %HaveSameMap(a, b) && %HasFastProperties(b)') as (
  a: object,
  b: object,
) => boolean

/** Calls after which the engine of JavaScript has settled on how it makes objects. */
const SETTLED = 2000
const tool = { name: 't', label: undefined }
const policy = { id: 'p', version: '1', compiled: compilePolicy({ version: '1', default: 'allow' }, { id: 'p' }) }

function turn(id: number): Turn {
  const params = { name: 't', arguments: { a: `${id}` } }
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }))
  const message = readMessage(bytes, undefined)
  const subject = { organisation: 'local', grant: 'g', label: 'g', owner: 'o', tags: {} }
  const caller = { grant: { subject }, server: { slug: 's' }, policy }
  const conversation = { slot: 0, client: { name: 'c' } }
  const arrival = { address: '127.0.0.1' }
  return { arrival, caller, conversation, message, at: id, started: 0, id: `${id}` } as unknown as Turn
}

const flow = { seen: () => ({ private: true, untrusted: false, secrets: false }) } as unknown as Environment['flow']

/** The last two of many. */
function lastTwo(make: (turn: Turn) => object): readonly [object, object] {
  for (let id = 0; id < SETTLED; id++) make(turn(id))
  return [make(turn(SETTLED)), make(turn(SETTLED + 1))]
}

describe('every call has in one shape', () => {
  it('its question for the engine, and the circumstances in it', () => {
    const ask = (about: Turn) => describeCall({ valueDigest: undefined, flow }, about, tool)
    expect(hasOneShape(...lastTwo(ask))).toBe(true)
    expect(hasOneShape(...lastTwo((about) => ask(about).context))).toBe(true)
    expect(ask(turn(1)).context).toMatchObject({ at: 1, slot: 0, address: '127.0.0.1', client: { name: 'c' } })
    expect(ask(turn(1)).context.seen).toEqual({ private: true, untrusted: false, secrets: false })
  })

  it('its event for the log', () => {
    let event: AuditEvent | undefined
    const sink = {
      record(recorded: AuditEvent) {
        event = recorded
        return 'accepted' as const
      },
      flush: async () => undefined,
      close: async () => undefined,
    }
    const recorder = createRecorder(sink, systemClock, () => '')
    const recorded = (about: Turn): object => {
      recorder.allowed(about, { tool, rule: 'tools.t', args: [], facts: undefined })
      return event ?? {}
    }
    expect(hasOneShape(...lastTwo(recorded))).toBe(true)
    expect(event).toMatchObject({ effect: 'allow', rule: 'tools.t', args: [], grant: 'g', server: 's', tool: 't' })
  })
})
