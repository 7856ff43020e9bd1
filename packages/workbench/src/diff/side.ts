/** One of the two policies that are compared: documents that hold together. */
import { type CompiledPolicy, compileLayers, type Instant, inForceAt, type Layer } from '@portcullis/engine'
import { abstractPolicy } from './abstract.ts'
import type { Atoms } from './atoms.ts'

/** A policy as it holds for some time: nothing comes out of shadow mode while it does. */
export interface Side {
  readonly layers: readonly Layer[]
  readonly real: CompiledPolicy
  /** The same rules about stand-ins for the questions that they ask: see `abstractPolicy`. */
  readonly abstract: CompiledPolicy
}

/** Documents, ready to be looked at as of different instants. */
export interface Timeline {
  /** Instants at which something comes out of shadow mode, the first one first. */
  readonly changes: readonly Instant[]
  at(instant: Instant): Side
}

/** @throws Error where the documents do not go together */
export function timelineOf(layers: readonly Layer[], atoms: Atoms): Timeline {
  const real = compileLayers(layers)
  const abstract = compileLayers(layers.map((layer) => ({ ...layer, policy: abstractPolicy(layer.policy, atoms) })))
  return {
    changes: real.later.map(({ from }) => from).toReversed(),
    at: (instant) => ({
      layers,
      real: forever(inForceAt(real, instant)),
      abstract: forever(inForceAt(abstract, instant)),
    }),
  }
}

/** What holds now, whatever the time of a call: so that times of day can be tried. */
function forever(policy: CompiledPolicy): CompiledPolicy {
  return policy.later.length === 0 ? policy : { ...policy, later: [] }
}
