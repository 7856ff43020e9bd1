/** Reads request bodies: bounded one by one, and all together. */
import type { RefusalCode } from '../errors.ts'
import type { Incoming } from './exchange.ts'

/** How much memory bodies may hold while they are read: those of all requests, and those of one grant. */
export interface BodyBudget {
  /** Whether there is room for so many more bytes. */
  fits(grant: string, bytes: number): boolean
  /** @returns the same; they count as held in either case */
  take(grant: string, bytes: number): boolean
  giveBack(grant: string, bytes: number): void
}

/** Starts with nothing held. */
export function createBodyBudget(maxBytes: number, maxBytesPerGrant: number): BodyBudget {
  let held = 0
  const byGrant = new Map<string, number>()
  const fits = (grant: string, bytes: number): boolean =>
    held + bytes <= maxBytes && (byGrant.get(grant) ?? 0) + bytes <= maxBytesPerGrant
  return {
    fits,
    take(grant, bytes) {
      const room = fits(grant, bytes)
      held += bytes
      byGrant.set(grant, (byGrant.get(grant) ?? 0) + bytes)
      return room
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
  /** The length that the head announced, which no lane lets anybody exceed; undefined where it announced none. */
  readonly announced: number | undefined
}

/** Takes a whole body, or why there is none. */
export type TakeBody = (body: Buffer | RefusalCode) => void

/** Reads one body. Calls `done` once; never when the client went away before the end. */
export function readBody(request: Incoming, bounds: BodyBounds, done: TakeBody): void {
  const { announced } = bounds
  // Most bodies are one piece, of which nothing is held.
  let pieces = announced === undefined || announced === 0 ? new Pieces(request, bounds, done) : undefined
  request.on('data', (chunk: Buffer) => {
    if (pieces === undefined && chunk.length === announced) return done(refused(bounds, chunk.length) ?? chunk)
    pieces ??= new Pieces(request, bounds, done)
    pieces.push(chunk)
  })
}

function refused({ grant, limit, budget }: BodyBounds, size: number): RefusalCode | undefined {
  if (size > limit) return 'body_too_large'
  return budget.fits(grant, size) ? undefined : 'over_capacity'
}

/** A body that comes in pieces, which are held until it is whole. */
class Pieces {
  private readonly bounds: BodyBounds
  private readonly done: TakeBody
  private readonly held: Buffer[] = []
  private size = 0
  private finished = false

  constructor(request: Incoming, bounds: BodyBounds, done: TakeBody) {
    this.bounds = bounds
    this.done = done
    request.on('end', () => this.finish(Buffer.concat(this.held)))
    request.on('close', () => this.letGo())
  }

  push(chunk: Buffer): void {
    if (this.finished) return
    const { grant, limit, budget } = this.bounds
    this.size += chunk.length
    const room = budget.take(grant, chunk.length)
    if (this.size > limit) this.finish('body_too_large')
    else if (room) this.held.push(chunk)
    else this.finish('over_capacity')
  }

  private finish(body: Buffer | RefusalCode): void {
    if (this.finished) return
    this.letGo()
    this.done(body)
  }

  private letGo(): void {
    if (this.finished) return
    this.finished = true
    this.bounds.budget.giveBack(this.bounds.grant, this.size)
  }
}
