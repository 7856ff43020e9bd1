/** A chapter of the guide is followed from nothing; all of them are among the long tests. */
import { it } from 'vitest'
import { follow } from './guide-steps.ts'

it('an organisation as code can be followed from nothing', { timeout: 120_000 }, () => follow('31-as-code'))
