/** The pages that people come to first; `test/long/looks.long.ts` looks at all the others. */
import { some } from '../thorough.ts'
import { lookAtPages, SCHEMES } from './look-at-pages.ts'
import { SAMPLE } from './site.ts'

const PAGES = [
  '/catalogue?q=delete&risk=critical',
  `/catalogue/${SAMPLE.slug}`,
  `/catalogue/${SAMPLE.slug}/delete-profile`,
  `/stack?s=${SAMPLE.slug}`,
  '/contact',
  '/no/such/page',
]

lookAtPages(PAGES, some(1, SCHEMES))
