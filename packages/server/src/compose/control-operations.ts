/** What the control plane's pages for operators are put together from. */
import type { IndexLag } from '../control/audit/index/lag.ts'
import type { ControlStart } from '../control/messages.ts'
import type { AskedVitals } from '../control/operations/gateway-vitals.ts'
import type { Operations } from '../control/operations/operations.ts'
import { createWatchers } from '../control/operations/watchers.ts'

/** @param indexLag undefined: nobody reads the logs yet */
export function composeOperations(
  start: ControlStart,
  vitals: AskedVitals,
  indexLag: () => IndexLag | undefined,
): Operations {
  return {
    vitals: (wanted) => vitals.ask(wanted),
    mayWatch: createWatchers(start.watchers, start.trustedProxies.length > 0),
    indexLag,
  }
}
