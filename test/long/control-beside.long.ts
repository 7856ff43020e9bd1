/** How late the gateway's event loop is while people log in and programs ask beside it. */
import { expect, it } from 'vitest'
import { measureBeside } from '../control-beside.ts'

it('is late by little, whatever the control plane does', { retry: 3 }, async () => {
  const { p99, max, served } = await measureBeside()
  console.info(
    `Beside ${served.toFixed(0)} ms of work, the loop was late by ${p99.toFixed(1)} ms (p99), ${max.toFixed(0)} ms at most.`,
  )
  expect(p99).toBeLessThan(25)
  expect(max).toBeLessThan(300)
})
