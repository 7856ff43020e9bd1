/** The gateway is asked how it does. */
import { expect, it } from 'vitest'
import type { Vitals, Wanted } from '../../ports/measures.ts'
import { askVitals } from './gateway-vitals.ts'

const VITALS: Vitals = { measures: new Map(), checks: [] }

it('asks once for all who ask at the same time, and apart for what is more', async () => {
  const sent: (readonly [number, Wanted])[] = []
  const vitals = askVitals((ask, wanted) => void sent.push([ask, wanted]))
  const [one, other, all] = [vitals.ask('checks'), vitals.ask('checks'), vitals.ask('measures')]
  expect(sent).toEqual([
    [1, 'checks'],
    [2, 'measures'],
  ])
  vitals.answered(1, VITALS)
  vitals.answered(2, VITALS)
  vitals.answered(7, VITALS)
  expect(await Promise.all([one, other, all])).toEqual([VITALS, VITALS, VITALS])
})

it('gives up on a gateway that is silent', async () => {
  const vitals = askVitals(() => undefined, 1)
  expect(await vitals.ask('checks')).toBeUndefined()
})
