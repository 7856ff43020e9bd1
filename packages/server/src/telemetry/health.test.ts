/** Whether a gateway can take calls. */
import { expect, it } from 'vitest'
import { createMemoryCounters } from '../store/memory/counters.ts'
import { steadyTime } from '../store/steady-time.ts'
import { watchStore } from './counted-store.ts'
import { createHealth } from './health.ts'

/** A clock that is turned by hand. */
function turned() {
  const time = { at: 0 }
  return { time, clock: { now: () => time.at, monotonic: () => time.at } }
}

it('is ready while every check is fine, and a notice keeps nobody out', async () => {
  const { time, clock } = turned()
  const health = createHealth(clock)
  let problem: string | undefined
  health.add('store', () => problem)
  health.add('edit', () => 'It is not in force.', 'notice')
  expect(await health.ready()).toBe(true)
  problem = 'It does not answer.'
  expect(await health.ready()).toBe(true)
  time.at += 300
  expect(await health.ready()).toBe(false)
  expect(await health.look()).toContainEqual({ name: 'store', problem: 'It does not answer.', isNotice: false })
})

it('takes a check that throws, or never answers, for one that failed', async () => {
  const health = createHealth(turned().clock)
  health.add('thrown', () => {
    throw new Error('broken')
  })
  health.add('silent', () => new Promise(() => undefined))
  const [thrown, silent] = await health.look()
  expect(thrown?.problem).toContain('broken')
  expect(silent?.problem).toContain('did not answer')
})

it('is not ready from the moment it stops, whatever was seen before', async () => {
  const health = createHealth(turned().clock)
  expect(await health.ready()).toBe(true)
  health.stop()
  expect(await health.ready()).toBe(false)
})

it('tries a store again that failed: nobody sends calls to a gateway that is not ready', async () => {
  const { clock } = turned()
  const memory = createMemoryCounters(steadyTime(clock))
  let isDown = true
  let id = 0
  const flaky = Object.assign(Object.create(memory), {
    reserve: (...asked: Parameters<typeof memory.reserve>) =>
      isDown ? Promise.resolve({ outcome: 'unavailable', cause: 'no answer' }) : memory.reserve(...asked),
    settle: (...how: Parameters<typeof memory.settle>) => memory.settle(...how),
  })
  const watched = watchStore(flaky, clock, () => `probe-${id++}`)
  expect(await watched.check()).toBeUndefined()
  await watched.store.reserve('a', [])
  expect(await watched.check()).toContain('no answer')
  isDown = false
  expect(await watched.check()).toBeUndefined()
  expect(watched.measure().get('portcullis_counters_unavailable_total')).toEqual([{ labels: [], value: 1 }])
})
