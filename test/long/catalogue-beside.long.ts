/** How late the gateway's event loop is while a catalogue is opened and searched beside it. */
import { expect, it } from 'vitest'
import { measureBeside } from '../catalogue-beside.ts'

it('is late by little, whatever the catalogue does', { retry: 3 }, async () => {
  const { p99, max } = await measureBeside(40)
  expect(p99).toBeLessThan(25)
  expect(max).toBeLessThan(300)
})
