/**
 * The conformance gate. `npm run conformance [-- --direct-only | --gate-only] [-- --gateway MODULE]`: runs the official
 * suite against the fixture, directly and through a gateway, and fails on any difference; then through the endpoint of all
 * servers, and before servers of the other era; then its scenarios of authorization against the connector that obtains
 * credentials for servers (neither with `--gate-only`). MODULE exports `startGateway`.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { authFailures, authReport, runAuthConformance } from '../test/conformance/auth.ts'
import { isGood, runConformance, type StartGateway } from '../test/conformance/conformance.ts'
import { report } from '../test/conformance/report.ts'
import { ROADS, roadReport, runRoad, unexpected } from '../test/conformance/roads.ts'

const { values } = parseArgs({
  options: {
    'direct-only': { type: 'boolean', default: false },
    'gate-only': { type: 'boolean', default: false },
    gateway: { type: 'string', default: new URL('../test/gateway-process.ts', import.meta.url).pathname },
  },
})

async function loadGateway(path: string): Promise<StartGateway> {
  const loaded: { readonly startGateway: StartGateway } = await import(pathToFileURL(resolve(path)).href)
  return loaded.startGateway
}

const outcomes = await runConformance(values['direct-only'] ? undefined : await loadGateway(values.gateway))
process.stdout.write(`${report(outcomes)}\n`)
const isShort = values['direct-only'] || values['gate-only']
for (const road of isShort ? [] : ROADS) {
  const outcome = await runRoad(road)
  process.stdout.write(`${roadReport([outcome])}\n`)
  if (unexpected(outcome).length > 0) process.exitCode = 1
}
const asClient = values['gate-only'] ? [] : await runAuthConformance()
if (asClient.length > 0) process.stdout.write(`${authReport(asClient)}\n`)
if (!isGood(outcomes) || asClient.some((one) => authFailures(one).length > 0)) process.exitCode = 1
