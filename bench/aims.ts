/** What the gateway is meant to reach, and whether it did in this run. */
import {
  addedP50,
  addedP99,
  cpuRatio,
  type Figure,
  finder,
  held,
  p99Ratio,
  perSecond,
  rateRatio,
  shareOfCore,
} from './figures.ts'
import { fixed, show, table, whole } from './markdown.ts'
import type { Memory, Series } from './measure.ts'
import { type Spread, spread } from './statistics.ts'
import { ALONE, EVENTS, MANY, OFFERED, PARTS, type Step, THIRTY_TWO, TLS } from './steps.ts'
import {
  BARE,
  DIRECT,
  FED,
  GATEWAY,
  GATEWAY_EVENTS,
  GATEWAY_REDIS,
  GATEWAY_REFUSES,
  GATEWAY_RELAXED,
  GATEWAY_TLS,
  NGINX,
  NGINX_EVENTS,
  NGINX_TLS,
  OF_FILE,
  PEERS,
} from './way.ts'

/** What was measured. */
export interface Measured {
  readonly series: readonly Series[]
  readonly memory: readonly Memory[]
}

type Bound = { readonly least: number } | { readonly most: number }

/** One aim. Ratios of one run say something elsewhere too; figures with a unit are of this machine. */
export interface Aim {
  readonly what: string
  readonly bound: Bound
  /** Undefined: a ratio. */
  readonly unit?: 'µs' | 'MiB' | 'KiB'
  /** Undefined where it was not measured. */
  figure(measured: Measured): Spread | undefined
}

/** A figure of a way and the one it is held against, in one step. */
const of =
  (step: Step, way: string, other: string, figure: Figure) =>
  ({ series }: Measured): Spread | undefined => {
    const find = finder(series)
    return held(find(step.title, way), find(step.title, other), figure)
  }

const ofMemory =
  (figure: (memory: Memory) => number) =>
  ({ memory }: Measured): Spread | undefined => {
    const mine = memory.find(({ way }) => way === GATEWAY)
    const value = mine === undefined ? Number.NaN : figure(mine)
    return Number.isNaN(value) ? undefined : spread([value])
  }

/** Against the fastest of the MCP proxies, by calls a second. */
function bestPeer({ series }: Measured): Spread | undefined {
  const find = finder(series)
  const rate = (one: Series): number => spread(one.runs.map(perSecond)).median
  const [best] = PEERS.flatMap((name) => find(THIRTY_TWO.title, name) ?? []).sort((a, b) => rate(b) - rate(a))
  return held(find(THIRTY_TWO.title, GATEWAY), best, rateRatio)
}

export const AIMS: readonly Aim[] = [
  {
    what: 'calls of one core, of nginx’s, 32 connections',
    bound: { least: 0.62 },
    figure: of(THIRTY_TWO, GATEWAY, NGINX, shareOfCore),
  },
  {
    what: 'calls of one core, of nginx’s, 256 connections',
    bound: { least: 0.52 },
    figure: of(MANY, GATEWAY, NGINX, shareOfCore),
  },
  {
    what: 'relaxed counters, of nginx’s, 32 connections',
    bound: { least: 0.7 },
    figure: of(THIRTY_TWO, GATEWAY_RELAXED, NGINX, shareOfCore),
  },
  {
    what: 'relaxed counters, of nginx’s, 256 connections',
    bound: { least: 0.6 },
    figure: of(MANY, GATEWAY_RELAXED, NGINX, shareOfCore),
  },
  {
    what: 'counters in Redis, of nginx’s, 32 connections',
    bound: { least: 0.5 },
    figure: of(THIRTY_TWO, GATEWAY_REDIS, NGINX, shareOfCore),
  },
  {
    what: 'refusals of one core, of the calls that nginx passes on',
    bound: { least: 1 },
    figure: of(THIRTY_TWO, GATEWAY_REFUSES, NGINX, shareOfCore),
  },
  {
    what: 'TLS, of nginx’s with TLS',
    bound: { least: 0.65 },
    figure: of(TLS, GATEWAY_TLS, NGINX_TLS, shareOfCore),
  },
  {
    what: 'CPU time of an event stream, times nginx’s unbuffered',
    bound: { most: 1.35 },
    figure: of(EVENTS, GATEWAY_EVENTS, NGINX_EVENTS, cpuRatio),
  },
  { what: 'calls a second, times those of the best MCP proxy of npm', bound: { least: 15 }, figure: bestPeer },
  {
    what: 'calls a second, times those of `node:http` and undici with no feature',
    bound: { least: 0.85 },
    figure: of(THIRTY_TWO, GATEWAY, BARE, rateRatio),
  },
  {
    what: 'p99 under a fixed load, times nginx’s',
    bound: { most: 1.5 },
    figure: of(OFFERED, GATEWAY, NGINX, p99Ratio),
  },
  {
    what: 'a fed directory that changes ten times a second, of one in a file',
    bound: { least: 0.9 },
    figure: of(PARTS, FED, OF_FILE, rateRatio),
  },
  {
    what: 'added p50, one core, one connection',
    bound: { most: 50 },
    unit: 'µs',
    figure: of(ALONE, GATEWAY, DIRECT, addedP50),
  },
  {
    what: 'added p50, one core, one connection, relaxed counters',
    bound: { most: 40 },
    unit: 'µs',
    figure: of(ALONE, GATEWAY_RELAXED, DIRECT, addedP50),
  },
  {
    what: 'added p99, one core, one connection',
    bound: { most: 400 },
    unit: 'µs',
    figure: of(ALONE, GATEWAY, DIRECT, addedP99),
  },
  { what: 'memory under load', bound: { most: 150 }, unit: 'MiB', figure: ofMemory(({ again }) => again) },
  { what: 'memory of an idle connection', bound: { most: 12 }, unit: 'KiB', figure: ofMemory(({ idle }) => idle) },
]

function verdict(bound: Bound, figure: Spread | undefined): string {
  if (figure === undefined) return 'not measured'
  const isMet = 'least' in bound ? figure.median >= bound.least : figure.median <= bound.most
  return isMet ? 'met' : '**missed**'
}

/** A table of all aims. */
export function aimsTable(measured: Measured): string {
  const rows = AIMS.map(({ what, bound, unit, figure }) => {
    const found = figure(measured)
    const side = 'least' in bound ? `at least ${bound.least}` : `at most ${bound.most}`
    const value = show(found, unit === undefined ? fixed(2) : whole)
    return [what, [side, unit].join(' ').trim(), value, verdict(bound, found)]
  })
  return `### Aims\n\n${table(['aim', 'bound', 'measured', 'verdict'], rows)}`
}
