/** What a gateway says of itself to the others of its database. */
import type { OwnGateway } from '../messages.ts'

/** A gateway, as its control plane tells of it. */
export interface Self extends OwnGateway {
  /** Of the program. */
  readonly version: string
  /** Of its time-zone data, such as `2025b`: windows of days and months hang on them. */
  readonly zones: string
}
