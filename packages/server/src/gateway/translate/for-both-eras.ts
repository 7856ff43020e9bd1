/** The way to a configured server, for clients of either era. */
import type { Clock } from '../../ports/clock.ts'
import type { Server } from '../../ports/directory.ts'
import type { Upstream } from '../upstream/link.ts'
import { type TranslationOptions, translated } from './translated.ts'

/** Milliseconds that a server has to answer the gateway's own questions, at most. */
const PATIENCE = 30_000

/** Asks the server nothing until the first message. */
export function forBothEras({ transport, limits }: Server, upstream: Upstream, clock: Clock): Upstream {
  // The transport of 2024-11-05 knows no other era.
  const eras: TranslationOptions['eras'] = transport.kind === 'sse' ? { modern: false, legacy: true } : {}
  return translated(upstream, {
    eras,
    isHttp: transport.kind === 'http',
    bounds: { patience: Math.min(PATIENCE, limits.headersTimeout), maxAnswerBytes: limits.maxMessageBytes },
    now: () => clock.monotonic(),
  })
}
