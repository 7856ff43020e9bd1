/** What runs on this machine, read from /proc: to see that nothing is left behind. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A variable that marks a process and everything it starts. */
export const newMark = (): Readonly<Record<string, string>> => ({ TEST_MARK: randomUUID() })

const pids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

/** Processes that carry the mark in their environment; those that have ended carry none. */
export function marked(mark: Readonly<Record<string, string>>): readonly number[] {
  const [[name, value] = []] = Object.entries(mark)
  return pids().filter((pid) => `\0${read(pid, 'environ')}`.includes(`\0${name}=${value}\0`))
}

/** Direct children of a process that have ended, and that it has not waited for. */
export function zombiesOf(parent: number): readonly number[] {
  return pids().filter((pid) => {
    // The name is in parentheses and may contain anything; the state and the parent follow it.
    const [state, ppid] = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? []
    return state === 'Z' && Number(ppid) === parent
  })
}
