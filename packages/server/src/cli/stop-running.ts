/** An orderly end: first it is said that the gateway is about to stop, then nothing new is taken, then it ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningCatalogue } from '../catalogue/start-catalogue.ts'
import type { Composition } from '../compose/compose.ts'
import type { StopSettings } from '../config/operations.ts'
import type { RunningControl } from '../control/start-control.ts'
import type { HttpListener } from '../gateway/transport/http.ts'

/** Milliseconds that readers of the catalogue and of the control plane have: nothing of theirs is lost. */
const BESIDE_GRACE = 1000

/** What runs. */
export interface Stopping {
  readonly composed: Composition
  readonly listener?: HttpListener | undefined
  /** Processes that take its calls. */
  readonly hired?: { drain(): void } | undefined
  readonly catalogue?: RunningCatalogue | undefined
  readonly control?: RunningControl | undefined
}

/**
 * Stops it. Readiness fails at once; calls are taken for `drain` more milliseconds, those in flight have `grace` after that.
 * The control plane ends last: calls that wait for a person still hear the answer.
 */
export async function stopRunning(
  { composed, listener, hired, catalogue, control }: Stopping,
  { drain, grace }: StopSettings,
): Promise<void> {
  composed.telemetry.health.stop()
  hired?.drain()
  if (drain > 0 && listener !== undefined) await sleep(drain)
  const closed = listener?.close(grace)
  // The endpoint of all servers first: it would take for a server's end what it is told by the others.
  composed.env.together?.conversations.endListening()
  composed.env.conversations.endListening()
  await Promise.all([closed, catalogue?.close(BESIDE_GRACE)])
  await control?.close(BESIDE_GRACE)
  await composed.close()
}
