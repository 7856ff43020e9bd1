import { describe, expect, it } from 'vitest'
import { millionths } from '../../ports/counter-samples.contract.ts'
import type { CounterAnswer } from '../messages.ts'
import { askGateway } from './gateway-counters.ts'

const LOOK = { kind: 'look', claims: [] } as const
const looked = (used: number): CounterAnswer => ({
  outcome: 'looked',
  standing: [{ used: millionths(used), values: undefined, resetsAt: undefined }],
})

describe('what the gateway is asked about counters', () => {
  it('is answered to whoever asked, in any order', async () => {
    const asks: number[] = []
    const counters = askGateway((ask) => asks.push(ask))
    const [first, second] = [counters.ask(LOOK), counters.ask(LOOK)]
    counters.answered(asks[1]!, looked(2))
    counters.answered(99, looked(3))
    counters.answered(asks[0]!, looked(1))
    expect([await first, await second]).toEqual([looked(1), looked(2)])
  })

  it('comes to nothing where no answer comes', async () => {
    const asks: number[] = []
    const counters = askGateway((ask) => asks.push(ask), 5)
    expect(await counters.ask(LOOK)).toBeUndefined()
    counters.answered(asks[0]!, looked(1))
  })
})
