import { describe, expect, it } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import { createFedCurrency } from './currency.ts'
import { createFedNeighbours } from './neighbours.ts'

/** A steady clock, and the machine's, which began at another instant. */
function clocks() {
  let at = 1000
  const clock: Clock = { now: () => at, monotonic: () => at }
  const pass = (time: number): void => {
    at += time
  }
  return { clock, machine: () => at + 500_000, pass }
}

describe('a gateway of a shared database', () => {
  it('[gateways.closed] goes by what was confirmed for as long as it was said, from when it was found', () => {
    const { clock, machine, pass } = clocks()
    const currency = createFedCurrency(clock, true, machine)
    const isOpen = (): boolean => clock.monotonic() <= currency.until
    expect(isOpen()).toBe(false)
    const found = machine()
    // The word was under way for a while: its thread was busy.
    pass(2000)
    currency.confirm(found, 5000)
    pass(3000)
    expect(isOpen()).toBe(true)
    pass(1)
    expect(isOpen()).toBe(false)
    expect(currency.problem()).toContain('refuses all calls')
    currency.confirm(machine(), 5000)
    expect([isOpen(), currency.problem()]).toEqual([true, undefined])
  })

  it('is not closed sooner by what comes late', () => {
    const { clock, machine, pass } = clocks()
    const currency = createFedCurrency(clock, true, machine)
    const early = machine()
    pass(1000)
    currency.confirm(machine(), 5000)
    const { until } = currency
    currency.confirm(early, 5000)
    expect(currency.until).toBe(until)
  })

  it('says what else is wrong', () => {
    const { clock, machine } = clocks()
    const currency = createFedCurrency(clock, true, machine)
    currency.confirm(machine(), 5000)
    currency.trouble('Other zones.')
    expect(currency.problem()).toBe('Other zones.')
  })

  it('knows the others, and never itself', () => {
    const neighbours = createFedNeighbours('me', true)
    neighbours.put([
      { name: 'me', origin: 'http://a' },
      { name: 'you', origin: 'http://b' },
    ])
    expect(neighbours.all()?.map(({ name }) => name)).toEqual(['you'])
    expect([neighbours.find('me'), neighbours.find('you')?.origin]).toEqual([undefined, 'http://b'])
    neighbours.put([])
    expect(neighbours.find('you')).toBeUndefined()
  })
})

it('a gateway of a file is always current, and has no neighbours', () => {
  expect(createFedCurrency(clocks().clock, false).until).toBe(Number.POSITIVE_INFINITY)
  expect(createFedNeighbours('me', false).all()).toBeUndefined()
})
