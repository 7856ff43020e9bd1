/** Every kind of page that `test/browser/looks.test.ts` leaves out. */
import { lookAtPages } from '../browser/look-at-pages.ts'
import { SAMPLE } from '../browser/site.ts'

lookAtPages([
  '/catalogue',
  '/catalogue?q=zzzzqqqqxxxx',
  '/catalogue/arcade-datadogapi',
  `/catalogue/${SAMPLE.slug}/update-flow-status`,
  `/catalogue/${SAMPLE.slug}/get-profiles`,
  '/risk',
  '/risk/critical',
  '/attacks',
  '/attacks/data-exfiltration-via-tool-chaining',
  '/stack',
])
