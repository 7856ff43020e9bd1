/** A fault under load, and what became of it: what agents were told, whether a limit was exceeded, what was recorded, and when it was over. */
import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { type Call, callAll, type Fate } from './clients.ts'
import type { Many } from './installation.ts'
import { allowedIn, knownByEnd, logsOf } from './logs.ts'

/** Calls of one run that the limit lets through. */
export const MAX = 150
const CLIENTS = 12
/** Good answers of each gateway, one after the other, after which all is as it was. */
const CALM = 25

const month = { window: 'month', scope: 'grant' } as const
/** A limit that is reached in each run, one that never is, an amount, and none. */
export const FAULT_POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    capped: { limits: [{ ...month, counter: 'capped', max: MAX, by: ['args.run'] }] },
    counted: { limits: [{ ...month, counter: 'counted', max: 1_000_000 }] },
    paid: { limits: [{ ...month, counter: 'paid', max: 1_000_000, increment_from: 'args.price' }] },
    free: {},
  },
} as const
export const FAULT_TOOLS: readonly string[] = Object.keys(FAULT_POLICY.tools)

/** One fault. */
export interface Fault {
  /** What breaks, as the table says it. */
  readonly name: string
  begin(many: Many): Promise<void> | void
  /** It ends; undefined: it does not, and others go on. */
  end?(many: Many): Promise<void> | void
  /** Milliseconds between the two. */
  readonly lasts?: number
  /** Gateways that are expected to be well in the end; all of them unless said. */
  readonly well?: readonly number[]
  /** Records of how many allowed calls may be gone: of one flush, where a gateway is killed. */
  readonly mayLose?: number
}

/** What became of it. */
export interface Aftermath {
  /** What agents were told beside answers and `limit_exceeded`, by tool. */
  readonly told: Readonly<Record<string, readonly string[]>>
  /** Executed within the limit, at the server. */
  readonly executed: number
  readonly repeated: number
  /** Allowed in the logs, less what was executed, while it lasted; below zero: something is not recorded. */
  readonly surplus: Surplus
  /** Milliseconds from the end of the fault to the last answer that was not good. */
  readonly normalAfter: number
}

/** Of all tools, and of the one that moves an amount: of that nothing may ever be missing. */
interface Surplus {
  readonly all: number
  readonly paid: number
}

let runs = 0

/** Lets it happen while 12 clients call, and judges what it left. */
export async function suffer(many: Many, fault: Fault): Promise<Aftermath> {
  const run = `run ${++runs}`
  const before = await surplusOf(many)
  const told = new Map<string, Set<string>>()
  const calm = new Map<number, number>()
  const well = fault.well ?? many.gateways.map((_, gateway) => gateway)
  let lastBad = 0
  let made = 0
  let isOver = false
  const next = (): Call | undefined => {
    if (isOver) return undefined
    const id = made++
    const tool = FAULT_TOOLS[(id >> 3) % FAULT_TOOLS.length] ?? ''
    return { tool, args: { id: `${run}-${id}`, run, price: 0.01 } }
  }
  const onFate = ({ call: { tool }, fate, gateway, to }: Fate): void => {
    const isGood = fate === 'done' || (tool === 'capped' && fate === 'limit_exceeded')
    calm.set(gateway, isGood ? (calm.get(gateway) ?? 0) + 1 : 0)
    if (isGood || !well.includes(gateway)) return
    lastBad = to
  }
  const note = (fate: Fate): void => {
    onFate(fate)
    if (fate.fate === 'done' || fate.fate === 'limit_exceeded') return
    const { tool } = fate.call
    told.set(tool, (told.get(tool) ?? new Set()).add(fate.fate))
  }
  const areCalm = (): boolean => well.every((gateway) => (calm.get(gateway) ?? 0) >= CALM)
  const calming = async (): Promise<void> => {
    while (!areCalm()) await pause(20)
  }
  const calling = callAll(many, { clients: CLIENTS, next, onFate: note })
  let from = 0
  try {
    await calming()
    // What was told before belongs to no fault: gateways that were just started, or the one before.
    told.clear()
    from = performance.now()
    await fault.begin(many)
    if (fault.lasts !== undefined) await pause(fault.lasts)
    if (fault.end !== undefined) {
      from = performance.now()
      await fault.end(many)
    }
    calm.clear()
    await calming()
  } finally {
    isOver = true
    await calling
  }
  return judged(many, { fault, run, before, told, normalAfter: Math.max(0, lastBad - from) })
}

interface Suffered {
  readonly fault: Fault
  readonly run: string
  /** Surplus of the logs before it. */
  readonly before: Surplus
  readonly told: ReadonlyMap<string, ReadonlySet<string>>
  readonly normalAfter: number
}

async function judged(many: Many, { fault, run, before, told, normalAfter }: Suffered): Promise<Aftermath> {
  await useUp(many, run)
  const { executed, repeated } = await many.upstream.counts()
  return {
    told: Object.fromEntries([...told].sort().map(([tool, fates]) => [tool, [...fates].sort()])),
    executed: executed[`capped ${run}`] ?? 0,
    ...{ repeated, normalAfter },
    surplus: await recorded(many, before, fault.mayLose !== undefined),
  }
}

/** Turns of looking at the logs in which what is missing may come yet, and in which a flush of a gateway that lives does. */
const TURNS = { all: 300, flush: 15 }

/** The surplus as soon as nothing is missing: a log is written a moment later, and what a killed gateway left is told by another one. */
async function recorded(many: Many, before: Surplus, mayLose: boolean): Promise<Surplus> {
  for (let turn = 0; ; turn++) {
    const now = await surplusOf(many)
    const surplus = { all: now.all - before.all, paid: now.paid - before.paid }
    const isLost = mayLose && surplus.paid >= 0 && turn >= TURNS.flush
    if (surplus.all >= 0 || isLost || turn >= TURNS.all) return surplus
    await pause(200)
  }
}

/** What the logs have, less what was executed. */
async function surplusOf(many: Many): Promise<Surplus> {
  const { executed } = await many.upstream.counts()
  const lines = await logsOf(many)
  const allowed = allowedIn(lines)
  // What is told when its gateway is gone are calls with an amount.
  const unknown = knownByEnd(lines)
  const of = (tool: string): number => (allowed[tool] ?? 0) - (executed[tool] ?? 0)
  return { all: FAULT_TOOLS.reduce((sum, tool) => sum + of(tool), unknown), paid: of('paid') + unknown }
}

/** Whatever is left of the limit is asked for. */
async function useUp(many: Many, run: string): Promise<void> {
  let isUsedUp = false
  const next = (): Call | undefined => (isUsedUp ? undefined : { tool: 'capped', args: { run, price: 0 } })
  const onFate = ({ fate }: Fate): void => {
    if (fate === 'limit_exceeded') isUsedUp = true
  }
  await callAll(many, { clients: many.gateways.length, next, onFate })
}

/** What must hold after every fault, and its row of the table. */
export function expectSound(fault: Fault, aftermath: Aftermath): void {
  const { executed, repeated, surplus } = aftermath
  expect(executed).toBeLessThanOrEqual(MAX)
  expect(repeated).toBe(0)
  expect(surplus.all).toBeGreaterThanOrEqual(-(fault.mayLose ?? 0))
  expect(surplus.paid).toBeGreaterThanOrEqual(0)
  tellRow({
    fault: fault.name,
    agent: agentOf(aftermath.told),
    exceeded: executed === MAX ? 'no; every place was used' : `no; ${MAX - executed} of ${MAX} places stayed unused`,
    recorded: surplus.all >= 0 ? 'everything that was executed' : 'all but one flush of the gateway that was killed',
    normal: within(aftermath.normalAfter),
  })
}

/** A row of `docs/reference/faults.md`. */
export interface FaultRow {
  readonly fault: string
  readonly agent: string
  readonly exceeded: string
  readonly recorded: string
  readonly normal: string
}

/** Puts a row where `npm run faults` finds it. */
export function tellRow(row: FaultRow): void {
  const file = process.env['FAULTS_ROWS']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`)
  else console.info(JSON.stringify(row))
}

const SAID: Readonly<Record<string, string>> = { lost: 'no answer: the connection ends' }

function agentOf(told: Aftermath['told']): string {
  const tools = Object.entries(told)
  if (tools.length === 0) return 'nothing'
  const all = [...new Set(tools.flatMap(([, fates]) => fates))].sort()
  const texts = all.map((fate) => SAID[fate] ?? `\`${fate}\``)
  const isFreeSpared = !tools.some(([tool]) => tool === 'free')
  return `${texts.join(', ')}${isFreeSpared ? '; calls without limits go on' : ''}`
}

const STEPS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000]

/** The first of a few lengths that it did not take longer than: the same on every run of the same machine, mostly. */
function within(milliseconds: number): string {
  if (milliseconds === 0) return 'at once'
  const step = STEPS.find((one) => milliseconds <= one) ?? Number.POSITIVE_INFINITY
  return `within ${step / 1000} s`
}
