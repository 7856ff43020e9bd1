/** The machine that is measured on: whether it is quiet, and what it is. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** Shares of all cores' time: what was used, by anybody, and what other guests of the host took. */
export interface Usage {
  readonly busy: number
  readonly stolen: number
}

interface Ticks {
  readonly all: number
  readonly idle: number
  readonly stolen: number
}

function ticks(): Ticks | undefined {
  try {
    const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? ''
    const numbers = line.split(/ +/).slice(1, 9).map(Number)
    const [, , , idle = 0, waiting = 0, , , stolen = 0] = numbers
    return { all: numbers.reduce((sum, one) => sum + one, 0), idle: idle + waiting, stolen }
  } catch {
    return undefined
  }
}

/** Begins to look. @returns tells what was used since; undefined where the system does not tell */
export function watchMachine(): () => Usage | undefined {
  const before = ticks()
  return () => {
    const after = ticks()
    if (before === undefined || after === undefined) return undefined
    const all = Math.max(1, after.all - before.all)
    const stolen = (after.stolen - before.stolen) / all
    return { busy: 1 - (after.idle - before.idle) / all, stolen }
  }
}

/** Above these the machine does something else. */
const MOST_BUSY = 0.1
const MOST_STOLEN = 0.03
const LOOK = 400

/** Waits for the machine before each round, and remembers how quiet it was. */
export interface QuietGate {
  /** Resolves when it is quiet, or there is no time left for waiting. */
  pass(): Promise<void>
  /** A sentence on how quiet it was. */
  told(): string
}

/** @param patience milliseconds that may be waited in all; 0: none is waited */
export function quietGate(patience: number, progress: (text: string) => void): QuietGate {
  let left = patience
  const seen: Usage[] = []
  const look = async (): Promise<Usage | undefined> => {
    const told = watchMachine()
    await pause(LOOK)
    return told()
  }
  return {
    async pass() {
      let usage = await look()
      for (; usage !== undefined && !isQuiet(usage) && left > 0; left -= LOOK) {
        if (left === patience) progress(`The machine is busy (${percent(usage.busy)}): waiting until it is quiet.`)
        usage = await look()
      }
      if (usage !== undefined) seen.push(usage)
    },
    told() {
      const loud = seen.filter((usage) => !isQuiet(usage)).length
      if (seen.length === 0) return 'How busy the machine was with something else is not known.'
      const most = percent(Math.max(...seen.map(({ busy }) => busy)))
      return loud === 0
        ? `The machine was quiet before each round: others used ${most} of it at most.`
        : `**The machine was busy with something else** before ${loud} of ${seen.length} rounds, up to ${most} of it: read no figure here as one of a quiet machine.`
    },
  }
}

const isQuiet = ({ busy, stolen }: Usage): boolean => busy <= MOST_BUSY && stolen <= MOST_STOLEN
const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Node, processor and cores in one phrase. */
export const machine = (): string =>
  `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`
