/** What processes take of a machine, read from /proc: of Linux alone. */
import { readdirSync, readFileSync } from 'node:fs'
import { cpuMicros, residentMiB } from '../../bench/processes.ts'

/** Processes that these started and that run, and theirs, without themselves. */
export function childrenOf(pid: number): readonly number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const child = Number(name)
    if (!Number.isInteger(child)) continue
    const parent = parentOf(child)
    parents.set(parent, [...(parents.get(parent) ?? []), child])
  }
  const below = (one: number): number[] => (parents.get(one) ?? []).flatMap((child) => [child, ...below(child)])
  return below(pid)
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return Number.NaN
  }
}

/** CPU time of a process and of all that run below it, microseconds. */
export function cpuWithChildren(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + (cpuMicros(one) || 0), 0)
}

/** What a process holds now. */
export interface Held {
  /** MiB. */
  readonly memory: number
  /** Files, sockets and pipes. */
  readonly handles: number
  readonly children: number
}

/** Of a process that runs. */
export const heldBy = (pid: number): Held => ({
  memory: residentMiB(pid),
  handles: readdirSync(`/proc/${pid}/fd`).length,
  children: childrenOf(pid).length,
})
