/** Pictures on demand: kept while they are asked for, and few at a time, so that strangers cannot burn the processor. */
import { createHash } from 'node:crypto'
import { type Png, paint } from './paint.ts'

/** Bounds of the work. */
export interface PictureBounds {
  /** How many pictures are kept; about 20 kB each. */
  readonly kept: number
  /** How many may wait; more are turned away. */
  readonly waiting: number
  /** Milliseconds of rest after each picture: others are served meanwhile. */
  readonly rest: number
}

/** About a fifth of one core at most, and at most eight seconds in the queue. */
const LIVE: PictureBounds = { kept: 200, waiting: 40, rest: 150 }

/** Paints and keeps pictures. */
export interface Pictures {
  /** The picture of a drawing; undefined where too many wait already. */
  readonly of: (svg: string) => Promise<Png | undefined>
}

/** The ETag of a drawing's picture (RFC 9110, 8.8.3): known before it is painted. */
export function tagOf(svg: string): string {
  return `"${createHash('sha256').update(svg).digest('hex').slice(0, 24)}"`
}

function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** Opens the painter. */
export function createPictures({ kept: most, waiting: bound, rest: pause }: PictureBounds = LIVE): Pictures {
  const kept = new Map<string, Promise<Png>>()
  let waiting = 0
  let turn: Promise<unknown> = Promise.resolve()

  const keep = (svg: string, made: Promise<Png>) => {
    kept.delete(svg)
    kept.set(svg, made)
    const [oldest] = kept.keys()
    if (kept.size > most && oldest !== undefined) kept.delete(oldest)
  }

  const queue = (svg: string): Promise<Png> => {
    waiting++
    const made = turn.then(() => paint(svg)).finally(() => waiting--)
    turn = made.then(
      () => rest(pause),
      () => {
        kept.delete(svg)
      },
    )
    return made
  }

  return {
    of: async (svg) => {
      const known = kept.get(svg)
      if (known === undefined && waiting >= bound) return undefined
      const made = known ?? queue(svg)
      keep(svg, made)
      return made
    },
  }
}
