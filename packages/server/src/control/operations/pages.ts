/** `/healthz`, `/readyz` and `/metrics` of the control plane's listener. */

import type { Anyway } from '../../listener/listen.ts'
import type { Checked, Measures, Vitals } from '../../ports/measures.ts'
import { exposition } from '../../telemetry/exposition.ts'
import { isReady } from '../../telemetry/health.ts'
import { joined } from '../../telemetry/series.ts'
import type { RawAsked, RawRoute } from '../api/raw.ts'
import { controlMeasures } from './control-measures.ts'
import type { Operations } from './operations.ts'

/** One check as it is shown. */
interface ShownCheck {
  readonly name: string
  readonly state: 'ok' | 'notice' | 'failed'
  /** Absent: all is well. */
  readonly problem?: string
}

const SILENT: readonly Checked[] = [
  { name: 'gateway', problem: 'The gateway’s thread did not answer within three seconds.', isNotice: false },
]

const plain = (status: number, text: string, type = 'text/plain; charset=utf-8'): Response =>
  new Response(text, { status, headers: { 'content-type': type } })

const shown = ({ name, problem, isNotice }: Checked): ShownCheck =>
  problem === undefined ? { name, state: 'ok' } : { name, state: isNotice ? 'notice' : 'failed', problem }

/** What probes are told that know the listener by its address alone; undefined: it is no probe. */
export function probe(operations: Operations, method: string, url: string): Promise<Anyway> | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  if (url === '/healthz') return Promise.resolve({ status: 200, text: 'ok\n' })
  return url === '/readyz'
    ? operations.vitals('checks').then((vitals) => inWords(isReady(vitals?.checks ?? SILENT)))
    : undefined
}

const inWords = (ready: boolean): Anyway => ({ status: ready ? 200 : 503, text: ready ? 'ok\n' : 'not ready\n' })

async function readyz({ control, request, address }: RawAsked): Promise<Response> {
  const vitals = await control.operations.vitals('checks')
  const checks = vitals?.checks ?? SILENT
  const ready = isReady(checks)
  const { status, text } = inWords(ready)
  if (!control.operations.mayWatch(request.headers, address)) return plain(status, text)
  return plain(status, `${JSON.stringify({ ready, checks: checks.map(shown) })}\n`, 'application/json')
}

async function metrics(asked: RawAsked): Promise<Response> {
  const { control, request, address } = asked
  if (!control.operations.mayWatch(request.headers, address))
    return plain(403, 'Metrics are not for this address. See `operations.watchers` of the configuration.\n')
  const [vitals, own] = await Promise.all([control.operations.vitals('measures'), ownMeasures(asked)])
  const { type, text } = await exposition(joined([measuresOf(vitals), own]))
  return plain(200, text, type)
}

/** A scrape that fails as a whole would hide what is wrong. */
const measuresOf = (vitals: Vitals | undefined): Measures =>
  vitals?.measures ?? new Map([['portcullis_ready', [{ labels: [], value: 0 }]]])

async function ownMeasures({ control }: RawAsked): Promise<Measures> {
  try {
    return await controlMeasures(control)
  } catch (cause) {
    control.say(`Metrics of the control plane could not be read. Cause: ${String(cause)}`)
    return new Map()
  }
}

export const OPERATIONS_PAGES: readonly RawRoute[] = [
  { methods: ['GET'], path: '/healthz', free: true, run: () => plain(200, 'ok\n') },
  { methods: ['GET'], path: '/readyz', free: true, run: readyz },
  { methods: ['GET'], path: '/metrics', run: metrics },
]
