/** Every kind of page of the catalogue. */
import { lookAtPages } from '../browser/look-at-pages.ts'
import { SAMPLE } from '../browser/site.ts'

lookAtPages([
  '/catalogue?q=delete&risk=critical',
  `/catalogue/${SAMPLE.slug}`,
  `/catalogue/${SAMPLE.slug}/delete-profile`,
  `/stack?s=${SAMPLE.slug}`,
  '/contact',
  '/no/such/page',
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
