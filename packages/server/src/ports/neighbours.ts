/** The gateways of one installation: which one this is, and where the others answer. */

/** Another gateway that runs. */
export interface Neighbour {
  readonly name: string
  /** Where its MCP listener answers other gateways, such as `http://10.0.0.7:4100`. */
  readonly origin: string
}

/** What a gateway knows of the others. Whoever does not run is not there. */
export interface Neighbours {
  /** Name of this gateway: `[A-Za-z0-9_-]{1,64}`, another one after each start. */
  readonly self: string
  /** Undefined: it is gone, or there never was one. This gateway itself is not found either. */
  find(name: string): Neighbour | undefined
  /** All that run but this one, in no order. Undefined: no other can be, now or later. */
  all(): readonly Neighbour[] | undefined
}

/** A gateway that is the only one. */
export const alone = (self: string): Neighbours => ({ self, find: () => undefined, all: () => undefined })
