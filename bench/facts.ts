/** What the log's facts of a call cost, by how many conditions its tool has. */
import { type CallRequest, compilePolicy, type Policy } from '@portcullis/engine'
import { keyedDigester } from '../packages/server/src/crypto/keyed-digest.ts'
import { createCallFacts } from '../packages/server/src/gateway/call-facts.ts'
import type { DecisionEvent } from '../packages/server/src/ports/audit-sink.ts'
import { lineWriter } from '../packages/server/src/store/jsonl/line.ts'
import { type Spread, spread } from './statistics.ts'

/** The cost for one call with three arguments. */
export interface FactsCost {
  readonly conditions: number
  /** Microseconds for digests, kinds and answers, and for making a line of them. */
  readonly facts: Spread
  readonly line: Spread
  /** Bytes of the line. */
  readonly bytes: number
}

const CALLS = 20_000
const ROUNDS = 11

function cost(run: () => unknown): Spread {
  const figures = Array.from({ length: ROUNDS }, () => {
    const before = performance.now()
    for (let i = 0; i < CALLS; i++) run()
    return ((performance.now() - before) * 1000) / CALLS
  })
  return spread(figures.slice(1))
}

const ARGUMENTS = { amount: 42.5, note: 'an invoice for march', currency: 'EUR' }
const TOOL = { properties: new Set(Object.keys(ARGUMENTS)), inputSchema: undefined }

const request: CallRequest = {
  subject: { organisation: 'local', grant: 'bench', label: 'bench', owner: 'local', tags: {} },
  tool: { server: 'bench', name: 'tool' },
  context: { at: 1_767_225_600_000, slot: 0 },
  arguments: ARGUMENTS,
  inexact: new Set(),
}

const policyOf = (conditions: number): Policy => ({
  version: '1',
  default: 'deny',
  tools: {
    tool: {
      deny_if: Array.from({ length: conditions }, (_, i) => ({
        conditions: [
          i % 2 === 0
            ? { path: 'args.note', op: 'contains', value: `secret-${i}` }
            : { path: 'args.amount', op: 'gt', value: 1000 + i },
        ],
      })),
    },
  },
})

/** Measures in this process. */
export function measureFacts(): readonly FactsCost[] {
  const tell = createCallFacts(keyedDigester(Buffer.alloc(32, 7)))
  return [0, 2, 20].map((conditions) => {
    const call = { policy: compilePolicy(policyOf(conditions), { id: 'bench' }), request, sent: ARGUMENTS, tool: TOOL }
    const writer = lineWriter()
    const event: DecisionEvent = {
      type: 'decision',
      id: 'b1x-1',
      at: request.context.at,
      grant: 'bench',
      server: 'bench',
      era: 'modern',
      method: 'tools/call',
      tool: 'tool',
      effect: 'allow',
      code: undefined,
      rule: '/tools/tool',
      policy: 'bench',
      policyVersion: '1',
      ...tell(call),
      micros: 84,
      count: 1,
    }
    const render = (): string => writer.decision(event, writer.decisionBody(event), 1)
    return { conditions, facts: cost(() => tell(call)), line: cost(render), bytes: render().length }
  })
}
