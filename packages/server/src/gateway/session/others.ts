/** This gateway among the others of its installation. */
import type { DeriveKey } from '../../crypto/keys.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Neighbours } from '../../ports/neighbours.ts'
import { createForwardProofs, type ForwardProofs } from './forward-proof.ts'
import { Homes } from './homes.ts'
import { createSessionIds, type SessionIds } from './session-ids.ts'

/** What sessions need to outlive the connection, and the gateway, that they were opened through. */
export interface Others {
  readonly ids: SessionIds
  readonly homes: Homes
  readonly proofs: ForwardProofs
}

/** @param derive from the key that all gateways of the installation share */
export function createOthers(neighbours: Neighbours, derive: DeriveKey, clock: Clock): Others {
  return {
    ids: createSessionIds(derive('session-ids')),
    homes: new Homes(neighbours, () => clock.monotonic()),
    proofs: createForwardProofs(derive('forwarded-requests'), neighbours.self, () => clock.now()),
  }
}
