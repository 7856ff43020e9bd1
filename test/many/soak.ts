/** Traffic for long: what each process holds must not grow. */
import { setTimeout as pause } from 'node:timers/promises'
import { spread } from '../../bench/statistics.ts'
import type { Many } from './installation.ts'
import type { Mix } from './shapes.ts'
import { runTraffic, type TrafficResult } from './traffic.ts'
import { type Held, heldBy } from './usage.ts'

export interface SoakWish {
  readonly mix: Mix
  readonly clients: number
  /** Milliseconds. */
  readonly millis: number
  /** Milliseconds that a client waits after each thing. */
  readonly pace: number
  readonly onSample?: (held: readonly Held[]) => void
}

/** What one gateway held in the second quarter of the time, and in the last one. */
export interface Growth {
  readonly early: Held
  readonly late: Held
}

export interface SoakResult {
  readonly traffic: TrafficResult
  readonly gateways: readonly Growth[]
  /** What grew, as sentences; empty: nothing did. */
  readonly grown: readonly string[]
}

const SAMPLES = 60
/** What a heap may be larger by chance between two collections: a share, and MiB beside it. */
const SHARE = 0.1
const BESIDE = 24
/** Connections come and go with streams. */
const HANDLES = 24

/** Looks sixty times. */
export async function soak(many: Many, { millis, onSample, ...wish }: SoakWish): Promise<SoakResult> {
  const samples: (readonly Held[])[] = []
  let isOver = false
  const looking = (async () => {
    while (!isOver) {
      await pause(millis / SAMPLES)
      const held = many.gateways.map(({ child }) => heldBy(child.pid ?? 0))
      samples.push(held)
      onSample?.(held)
    }
  })()
  const traffic = await runTraffic(many, { ...wish, millis, warmUp: 0 }).finally(() => {
    isOver = true
  })
  await looking
  const gateways = many.gateways.map((_, index) => growthOf(samples.flatMap((held) => held[index] ?? [])))
  return { traffic, gateways, grown: gateways.flatMap(grownIn) }
}

/** The first quarter is when caches fill, and pools. */
function growthOf(all: readonly Held[]): Growth {
  const quarter = Math.floor(all.length / 4)
  return { early: middle(all.slice(quarter, 2 * quarter)), late: middle(all.slice(-quarter)) }
}

const middle = (some: readonly Held[]): Held => ({
  memory: spread(some.map(({ memory }) => memory)).median,
  handles: spread(some.map(({ handles }) => handles)).median,
  children: spread(some.map(({ children }) => children)).median,
})

function grownIn({ early, late }: Growth, gateway: number): readonly string[] {
  const grown: string[] = []
  const say = (what: string, from: number, to: number): void =>
    void grown.push(`gateway ${gateway + 1}: ${what} ${Math.round(from)} to ${Math.round(to)}`)
  if (late.memory > early.memory * (1 + SHARE) + BESIDE) say('memory, MiB,', early.memory, late.memory)
  if (late.handles > early.handles + HANDLES) say('handles', early.handles, late.handles)
  if (late.children > early.children) say('child processes', early.children, late.children)
  return grown
}
