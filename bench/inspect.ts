/** What the inspection of a result costs, by what the result holds. */
import { type CallRequest, compileResults, inspectAnswer, type ResultPlan } from '@portcullis/engine'
import { type Spread, spread } from './statistics.ts'

/** The cost of looking through one answer. */
export interface InspectCost {
  readonly holds: string
  /** Bytes of the answer. */
  readonly size: number
  /** Milliseconds, with five detectors. */
  readonly five: Spread
  /** Milliseconds that `JSON.parse` takes for the same text: a measure of the machine. */
  readonly parse: Spread
}

const FIVE = ['email', 'phone', 'credit_card', 'iban', 'secret'] as const
const ROUNDS = 31
const WARM_UP = 200
const KB = 100_000

const request: CallRequest = {
  subject: { organisation: 'local', grant: 'bench', label: 'bench', owner: 'local', tags: {} },
  tool: { server: 'bench', name: 'tool' },
  context: { at: 1_767_225_600_000, slot: 0 },
  arguments: {},
  inexact: new Set(),
}

const row = (i: number, withHits: boolean) => ({
  id: `550e8400-e29b-41d4-a716-44665544${String(1000 + i).slice(-4)}`,
  name: `Item number ${i}`,
  created: `2024-03-${10 + (i % 18)}T10:00:00.000Z`,
  price: 12.5 + i,
  note: `Delivered to the back door, version 1.2.${i}`,
  ...(withHits && i % 10 === 0 && { email: `user${i}@example.com`, phone: `+49 30 ${1_234_567 + i}` }),
})

const rows = (withHits: boolean) => Array.from({ length: 560 }, (_, i) => row(i, withHits))
const inText = (text: string): object => ({ content: [{ type: 'text', text }] })

const ANSWERS: Readonly<Record<string, object>> = {
  'prose in one text': inText('The quick brown fox jumps over the lazy dog. '.repeat(KB / 45)),
  'a table as structured content': { content: [], structuredContent: { rows: rows(false) } },
  'the same as JSON in a text': inText(JSON.stringify(rows(false))),
  'the same, something to redact in each tenth row': inText(JSON.stringify(rows(true))),
}

function time(run: () => void): Spread {
  for (let i = 0; i < WARM_UP; i++) run()
  const figures = Array.from({ length: ROUNDS }, () => {
    const before = performance.now()
    run()
    return performance.now() - before
  })
  return spread(figures)
}

/** Measures in this process; throws when nothing is found where something is. */
export function measureInspect(): readonly InspectCost[] {
  const document = { id: 'bench', version: '1' }
  const results = { redact: FIVE.map((detector) => ({ detector })) }
  const plan = compileResults([{ document, rule: '/results', results, timezone: 'UTC' }])
  if (plan === undefined) throw new Error('there is nothing to inspect with')
  return Object.entries(ANSWERS).map(([holds, result]) => costOf(plan, holds, result))
}

function costOf(plan: ResultPlan, holds: string, result: object): InspectCost {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, result })
  const answer = { text, size: text.length }
  const isFound = inspectAnswer(plan, answer, request).edits.length > 0
  if (isFound !== text.includes('@')) throw new Error(`${holds}: something else was found than what is there`)
  return {
    holds,
    size: text.length,
    five: time(() => void inspectAnswer(plan, answer, request)),
    parse: time(() => void JSON.parse(text)),
  }
}
