/** The pages that people come to first; `test/long/looks.long.ts` looks at all the others. */
import { lookAtPages } from './look-at-pages.ts'
import { SAMPLE } from './site.ts'

lookAtPages([
  '/catalogue?q=delete&risk=critical',
  `/catalogue/${SAMPLE.slug}`,
  `/catalogue/${SAMPLE.slug}/delete-profile`,
  `/stack?s=${SAMPLE.slug}`,
  '/contact',
  '/no/such/page',
])
