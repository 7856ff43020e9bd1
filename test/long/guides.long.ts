/** Chapters of the guide are followed from nothing. */
import { describe, it } from 'vitest'
import { FOLLOWED, follow } from '../guide-steps.ts'

describe('the guide', () => {
  it.each(FOLLOWED)('%s can be followed from nothing', { timeout: 300_000 }, (name) => follow(name))
})
