/** The other gateways of the database, as the control plane tells of them. */
import type { Neighbour, Neighbours } from '../../ports/neighbours.ts'

/** Neighbours that come and go. */
export interface FedNeighbours extends Neighbours {
  /** These run, and no others. */
  put(gateways: readonly Neighbour[]): void
}

/** @param isShared whether there can be others at all */
export function createFedNeighbours(self: string, isShared: boolean): FedNeighbours {
  let known: ReadonlyMap<string, Neighbour> = new Map()
  return {
    self,
    find: (name) => known.get(name),
    all: () => (isShared ? [...known.values()] : undefined),
    put(gateways) {
      known = new Map(gateways.filter(({ name }) => name !== self).map((one) => [one.name, one]))
    },
  }
}
