/** What is measured, step after step: which ways are held against each other, and how they are used. */
import {
  BARE,
  DIRECT,
  DIRECT_EVENTS,
  FED,
  GATEWAY,
  GATEWAY_EVENTS,
  GATEWAY_REDIS,
  GATEWAY_REFUSES,
  GATEWAY_RELAXED,
  GATEWAY_TLS,
  HAPROXY,
  NGINX,
  NGINX_EVENTS,
  NGINX_TLS,
  OF_FILE,
  PEERS,
  RELAY,
  SDK,
  SLOW_LANE,
  TOGETHER,
  UNDICI,
} from './way.ts'

export interface Step {
  readonly title: string
  /** What a reader has to know of it. */
  readonly note?: string
  readonly connections: number
  /** In the order of the table. */
  readonly ways: readonly string[]
  /** The way that the others are shares of. */
  readonly against: string
  /** The way without a proxy, to which others add; undefined: none of this step. */
  readonly direct?: string
  /** All processes on one core: no core is woken by another, so what is added is what a way works. */
  readonly onOneCore?: true
  /** So much of what the gateway managed at 32 connections is offered, whatever is answered. */
  readonly offered?: number
}

const PLAIN = [DIRECT, NGINX, HAPROXY, RELAY, BARE, GATEWAY, GATEWAY_RELAXED]

export const THIRTY_TWO: Step = {
  title: '32 connections',
  connections: 32,
  ways: [...PLAIN, GATEWAY_REDIS, GATEWAY_REFUSES, SDK, ...PEERS],
  against: NGINX,
  direct: DIRECT,
}

export const MANY: Step = {
  title: '256 connections',
  connections: 256,
  ways: PLAIN,
  against: NGINX,
  direct: DIRECT,
}

export const ALONE: Step = {
  title: 'One connection, everything on one core',
  note: 'What a way adds when nothing waits, and no core has to be woken.',
  connections: 1,
  ways: PLAIN,
  against: NGINX,
  direct: DIRECT,
  onOneCore: true,
}

export const APART: Step = {
  title: 'One connection, the way on a core of its own',
  note: 'Each hop wakes a sleeping core: that is most of what any proxy adds here.',
  connections: 1,
  ways: [DIRECT, NGINX, BARE, GATEWAY],
  against: NGINX,
  direct: DIRECT,
}

export const OFFERED: Step = {
  title: 'A fixed load',
  note: 'Calls come at 45 % of what the gateway managed above, whether those before are answered or not, in a burst each millisecond.',
  connections: 32,
  ways: [DIRECT, NGINX, BARE, GATEWAY, GATEWAY_RELAXED],
  against: NGINX,
  direct: DIRECT,
  offered: 0.45,
}

export const TLS: Step = {
  title: 'TLS from the client, 32 connections',
  note: 'The load generator’s own TLS takes much of its core: read the CPU time.',
  connections: 32,
  ways: [NGINX_TLS, GATEWAY_TLS],
  against: NGINX_TLS,
}

export const EVENTS: Step = {
  title: 'Answers as event streams, 32 connections',
  note: 'The head at once and the event after it, as servers send them that stream.',
  connections: 32,
  ways: [DIRECT_EVENTS, NGINX_EVENTS, GATEWAY_EVENTS],
  against: NGINX_EVENTS,
  direct: DIRECT_EVENTS,
}

export const PARTS: Step = {
  title: 'Parts of the gateway, 32 connections',
  note: 'The gateway’s own composition, run from its sources, with one thing different each time.',
  connections: 32,
  ways: [OF_FILE, SLOW_LANE, UNDICI, FED, TOGETHER],
  against: OF_FILE,
}

/** In this order. */
export const STEPS: readonly Step[] = [THIRTY_TWO, MANY, ALONE, APART, OFFERED, TLS, EVENTS, PARTS]

/** Ways that others are held against: they are measured whatever is asked for. */
const ALWAYS: ReadonlySet<string> = new Set([DIRECT, NGINX, RELAY, BARE])

/** The steps with the ways that were asked for. @param only a part of their names; undefined: all */
export function stepsFor(only: string | undefined): readonly Step[] {
  if (only === undefined) return STEPS
  const isAsked = (name: string): boolean => name.toLowerCase().includes(only.toLowerCase())
  return STEPS.filter(({ ways }) => ways.some((name) => isAsked(name) && !ALWAYS.has(name))).map((step) => ({
    ...step,
    ways: step.ways.filter(
      (name) => isAsked(name) || ALWAYS.has(name) || name === step.against || name === step.direct,
    ),
  }))
}
