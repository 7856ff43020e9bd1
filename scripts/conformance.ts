/**
 * The conformance gate. `npm run conformance [-- --direct-only] [-- --gateway MODULE]`: runs the official suite against
 * the fixture, directly and through a gateway, and fails on any difference. MODULE exports `startGateway`.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isGood, runConformance, type StartGateway } from '../test/conformance/conformance.ts'
import { report } from '../test/conformance/report.ts'

const { values } = parseArgs({
  options: {
    'direct-only': { type: 'boolean', default: false },
    gateway: { type: 'string', default: new URL('../test/gateway-process.ts', import.meta.url).pathname },
  },
})

async function loadGateway(path: string): Promise<StartGateway> {
  const loaded: { readonly startGateway: StartGateway } = await import(pathToFileURL(resolve(path)).href)
  return loaded.startGateway
}

const outcomes = await runConformance(values['direct-only'] ? undefined : await loadGateway(values.gateway))
process.stdout.write(`${report(outcomes)}\n`)
process.exitCode = isGood(outcomes) ? 0 : 1
