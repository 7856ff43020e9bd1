/** The caller of a stream that stays open, as the configuration has it now. */
import type { Caller } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import { standingOf } from './standing.ts'

/** Identifies its caller again once for each version of the configuration. */
export class PresentCaller {
  private readonly env: Pick<Environment, 'directory' | 'clock'>
  private last: Caller
  private generation: number
  private isAllowed = true

  /** @param caller as it was when the stream was opened */
  constructor(env: Pick<Environment, 'directory' | 'clock'>, caller: Caller) {
    this.env = env
    this.last = caller
    this.generation = caller.generation
  }

  /** Undefined: the grant reaches this server no more, and its streams are about to end. */
  get(): Caller | undefined {
    const { directory } = this.env
    if (directory.generation !== this.generation) this.identify()
    return this.isAllowed ? this.last : undefined
  }

  /** The same, or the last one without a policy, for which nothing is allowed. */
  orNobody(): Caller {
    return this.get() ?? { ...this.last, policy: undefined }
  }

  private identify(): void {
    const { directory, clock } = this.env
    this.generation = directory.generation
    const standing = standingOf(this.env, this.last, clock.now())
    // A token that ended by itself ends nothing that it began.
    this.isAllowed = standing.kind === 'stands' || standing.kind === 'token_over'
    if (standing.kind === 'stands') this.last = standing.caller
  }
}
