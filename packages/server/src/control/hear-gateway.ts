/** What the gateway says to the control plane, and who hears it. */

import type { ApprovalDesk } from './approval/desk.ts'
import type { TokenReader } from './authorization/issuer/read-token.ts'
import type { Control } from './control.ts'
import type { AskedCounters } from './counter/gateway-counters.ts'
import { hearUsed } from './grant/used.ts'
import type { FromControl, ToControl } from './messages.ts'
import type { AskedVitals } from './operations/gateway-vitals.ts'
import { hearReached } from './server/health.ts'
import { hearTools } from './server/heard-tools.ts'
import type { Supplier } from './upstream-auth/supply.ts'

/** Everything but what concerns the directory and the thread itself. */
export type GatewayWord = Exclude<ToControl, { readonly kind: 'close' | 'tls' | 'file' | 'gateway' | 'in_force' }>

/** What answers go through, and where credentials come from. */
export interface GatewayLine {
  readonly send: (message: FromControl) => void
  readonly supplier: Supplier
  readonly counters: AskedCounters
  readonly vitals: AskedVitals
  readonly approvals: ApprovalDesk
  /** Reads tokens of issuers elsewhere. */
  readonly tokens: TokenReader
}

/** Hears a word; what it answers goes through `send`. */
export async function hearGateway(
  control: Control,
  word: GatewayWord,
  { send, supplier, tokens, counters, vitals, approvals }: GatewayLine,
): Promise<void> {
  switch (word.kind) {
    case 'tools':
      return hearTools(control, word.server, word.tools)
    case 'reached':
      return hearReached(control, word)
    case 'used':
      return hearUsed(control, word.grants)
    case 'counters':
      return counters.answered(word.ask, word.answer)
    case 'vitals':
      return vitals.answered(word.ask, word.vitals)
    case 'credential':
      return send({ kind: 'credentials', ask: word.ask, put: [await supplier.supply(word)] })
    case 'token':
      await tokens.hear(word.token, word.audience).finally(() => send({ kind: 'token', ask: word.ask }))
      return
    case 'approval':
      return approvals.hear(word)
    default:
      return word satisfies never
  }
}
