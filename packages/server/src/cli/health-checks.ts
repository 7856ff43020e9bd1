/** What of a gateway of a file can keep it from taking calls, beside its stores. */
import type { Composition } from '../compose/compose.ts'
import type { ConfigurationWatch } from '../config/watch.ts'
import type { HttpListener } from '../gateway/transport/http.ts'
import type { Measures } from '../ports/measures.ts'
import { flag, single } from '../telemetry/series.ts'

/** An edit that was refused needs somebody; what was in force before it is in force, so calls go on. */
export function watchEdits({ telemetry }: Composition, watch: Pick<ConfigurationWatch, 'status'>): void {
  const isRefused = (): boolean => watch.status.state !== 'in_force'
  telemetry.add(() => new Map([['portcullis_reload_refused', flag(isRefused())]]))
  telemetry.health.add(
    'configuration',
    () =>
      isRefused()
        ? 'The last edit of the configuration is not in force; what was before it is. Run `portcullis check`, or `portcullis reload --confirm` where it waits for that.'
        : undefined,
    'notice',
  )
}

/** What the listener counts. */
export function watchListener({ telemetry }: Composition, listener: Pick<HttpListener, 'fastLane'>): void {
  telemetry.add((): Measures => {
    const lane = listener.fastLane()
    if (lane === undefined) return new Map()
    return new Map([
      ['portcullis_fast_lane_connections', single(lane.open)],
      ['portcullis_fast_lane_requests_total', single(lane.requests)],
      ['portcullis_fast_lane_handed_over_total', single(lane.handedOver)],
    ])
  })
}

/** Without it nothing is heard of what people change, the kill switch among it. */
export function watchControlPlane({ telemetry, line }: Composition): void {
  if (line === undefined) return
  let heard = false
  void line.ready.then(() => {
    heard = true
  })
  telemetry.health.add('directory', () =>
    heard ? undefined : 'The control plane has not told yet what is in force. It does when its database answers.',
  )
  telemetry.health.add('control plane', () =>
    line.attached
      ? undefined
      : 'The control plane’s thread does not run, and is started again. Its last words are among the messages for the operator.',
  )
}
