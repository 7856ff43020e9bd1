/** Reads request bodies: bounded one by one, and all together. */
import type { IncomingMessage } from 'node:http'
import type { RefusalCode } from '../errors.ts'

/** How much memory bodies may hold while they are read: those of all requests, and those of one grant. */
export interface BodyBudget {
  /** @returns false where there is no room for so many more bytes */
  take(grant: string, bytes: number): boolean
  giveBack(grant: string, bytes: number): void
}

/** Starts with nothing held. */
export function createBodyBudget(maxBytes: number, maxBytesPerGrant: number): BodyBudget {
  let held = 0
  const byGrant = new Map<string, number>()
  return {
    take(grant, bytes) {
      const own = (byGrant.get(grant) ?? 0) + bytes
      held += bytes
      byGrant.set(grant, own)
      return held <= maxBytes && own <= maxBytesPerGrant
    },
    giveBack(grant, bytes) {
      held -= bytes
      const own = (byGrant.get(grant) ?? 0) - bytes
      if (own > 0) byGrant.set(grant, own)
      else byGrant.delete(grant)
    },
  }
}

/** Whose body is read, and how much it may be. */
export interface BodyBounds {
  readonly grant: string
  readonly limit: number
  readonly budget: BodyBudget
}

/** Reads one body. Calls `done` once; never when the client went away before the end. */
export function readBody(
  request: IncomingMessage,
  { grant, limit, budget }: BodyBounds,
  done: (body: Buffer | RefusalCode) => void,
): void {
  let first: Buffer | undefined
  let rest: Buffer[] | undefined
  let size = 0
  let finished = false

  const finish = (body: Buffer | RefusalCode): void => {
    if (finished) return
    finished = true
    budget.giveBack(grant, size)
    done(body)
  }

  request.on('data', (chunk: Buffer) => {
    if (finished) return
    size += chunk.length
    const room = budget.take(grant, chunk.length)
    if (size > limit) return finish('body_too_large')
    if (!room) return finish('over_capacity')
    if (first === undefined) first = chunk
    else if (rest === undefined) rest = [first, chunk]
    else rest.push(chunk)
  })
  request.on('end', () => finish(rest === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(rest)))
  request.on('close', () => {
    if (finished) return
    finished = true
    budget.giveBack(grant, size)
  })
}
