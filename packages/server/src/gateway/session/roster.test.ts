import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Listed, Roster } from './roster.ts'

it('holds what a set would', () => {
  const steps = fc.array(fc.record({ add: fc.boolean(), which: fc.nat({ max: 7 }) }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (taken) => {
      const things = Array.from({ length: 8 }, (): Listed => ({ place: -1 }))
      const roster = new Roster<Listed>()
      const model = new Set<Listed>()
      for (const { add, which } of taken) {
        const thing = things[which]!
        if (add) roster.add(thing)
        else roster.delete(thing)
        if (add) model.add(thing)
        else model.delete(thing)
        expect(new Set(roster.snapshot())).toEqual(model)
        expect(roster.size).toBe(model.size)
      }
    }),
  )
})
