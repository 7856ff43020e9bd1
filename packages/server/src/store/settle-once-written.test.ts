import { expect, it } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { claim, terms } from '../ports/counter-samples.contract.ts'
import type { CounterStore, OpenIntent, Settlement } from '../ports/counter-store.ts'
import { createMemoryCounters } from './memory/counters.ts'
import { settleOnceWritten } from './settle-once-written.ts'
import { steadyTime } from './steady-time.ts'

const INTENT = { at: 1, grant: 'g', server: 's', tool: 'pay' }

/** A store that tells what it was asked to settle, and a log whose flushes end when they are told to. */
function house(left: readonly OpenIntent[] = []) {
  const inner = createMemoryCounters(steadyTime(systemClock))
  const settled: [string, Settlement][] = []
  const watched: CounterStore = {
    ...{ reserve: inner.reserve.bind(inner), peek: inner.peek.bind(inner), read: inner.read.bind(inner) },
    ...{ standing: inner.standing.bind(inner), adjust: inner.adjust.bind(inner), close: inner.close.bind(inner) },
    takeOpenIntents: () => left,
    settle: (id, how) => void settled.push([id, how]),
  }
  const flushes: (() => void)[] = []
  const flush = (): Promise<void> => new Promise((resolve) => flushes.push(resolve))
  return { store: settleOnceWritten(watched, { flush }), settled, flushes }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('settles what has an intent once the log is written, and everything else at once', async () => {
  const { store, settled, flushes } = house()
  const refundable = claim({ at: systemClock.now(), terms: terms({ refundOn: ['tool_error'] }) })
  await store.reserve('refunded', [refundable], { intent: INTENT })
  for (const id of ['paid', 'failed', 'unsent']) await store.reserve(id, [], { intent: INTENT })
  await store.reserve('read', [])
  store.settle('paid', 'commit')
  store.settle('refunded', 'tool_error')
  store.settle('failed', 'tool_error')
  store.settle('unsent', 'release')
  store.settle('read', 'commit')
  await turn()
  expect(settled).toEqual([
    ['refunded', 'tool_error'],
    ['unsent', 'release'],
    ['read', 'commit'],
  ])
  flushes.shift()?.()
  await turn()
  expect(settled.slice(3)).toEqual([
    ['paid', 'commit'],
    ['failed', 'tool_error'],
  ])
})

it('never has two flushes under way, and closes after the last', async () => {
  const { store, settled, flushes } = house()
  for (const id of ['one', 'two', 'three']) await store.reserve(id, [], { intent: INTENT })
  store.settle('one', 'commit')
  await turn()
  store.settle('two', 'commit')
  store.settle('three', 'commit')
  await turn()
  expect(flushes.length).toBe(1)
  const closed = store.close()
  flushes.shift()?.()
  await turn()
  expect(settled).toEqual([['one', 'commit']])
  flushes.shift()?.()
  await closed
  expect(settled.map(([id]) => id)).toEqual(['one', 'two', 'three'])
})

it('settles what an earlier process left once it is told of, and written', async () => {
  const { store, settled, flushes } = house([{ reservation: 'left', ...INTENT }])
  expect(store.takeOpenIntents()).toEqual([{ reservation: 'left', ...INTENT }])
  store.settle('left', 'commit')
  await turn()
  expect(settled).toEqual([])
  flushes.shift()?.()
  await turn()
  expect(settled).toEqual([['left', 'commit']])
})
