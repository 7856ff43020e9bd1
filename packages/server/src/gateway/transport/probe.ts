/** `/healthz` and `/readyz`: for whoever starts, stops and spreads gateways. Strangers learn nothing but the answer. */
import type { Answer } from './exchange.ts'

/** What is asked: whether the process answers, or whether it takes calls. */
export type Probe = 'health' | 'readiness'

const PROBES: ReadonlyMap<string, Probe> = new Map([
  ['/healthz', 'health'],
  ['/readyz', 'readiness'],
])

/** Under whatever name the gateway is asked: probes know it by its address. */
export function probeOf(method: string | undefined, url: string | undefined): Probe | undefined {
  return method === 'GET' || method === 'HEAD' ? PROBES.get(url ?? '') : undefined
}

/** @param ready undefined: always */
export async function answerProbe(
  response: Answer,
  probe: Probe,
  ready: (() => Promise<boolean>) | undefined,
): Promise<void> {
  const isFine = probe === 'health' || ready === undefined || (await ready())
  if (response.destroyed) return
  const body = isFine ? 'ok\n' : 'not ready\n'
  const headers = ['content-type', 'text/plain; charset=utf-8', 'content-length', String(body.length)]
  headers.push('x-content-type-options', 'nosniff', 'cache-control', 'no-store')
  response.writeHead(isFine ? 200 : 503, headers)
  response.end(body)
}
