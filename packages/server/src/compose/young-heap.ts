/** How V8 keeps what the gateway allocates. */
import { setFlagsFromString } from 'node:v8'

/**
 * From now on every object begins its life in the young generation. V8 would otherwise learn, from a moment in which many
 * calls were under way, to put a call's objects into the old one; dead there, they keep all young ones alive that they
 * point at, these are moved to the old generation as well, and so V8 sees itself confirmed for ever. It concerns what is
 * compiled afterwards: to be called before the first call (docs/decisions/0089).
 */
export function keepObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
