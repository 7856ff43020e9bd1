/** Where counters are that several gateways share. */

/**
 * What may be relied upon. `strict`: one primary that has everything on its disk before it answers. `replicated`: a replica
 * may take its place, and what it had not heard of is told anew by the gateways that live.
 */
export type CounterClass = 'strict' | 'replicated'

/** How the store is reached. Holds a password: never shown. */
export interface RedisSettings {
  /** `redis:`, `rediss:` or `unix:` */
  readonly url: string
  /** The URL is of one node of a Redis Cluster. */
  readonly cluster: boolean
  readonly class: CounterClass
  /** What the names of all keys begin with. */
  readonly prefix: string
  /** Milliseconds that a command may take. */
  readonly timeout: number
}
