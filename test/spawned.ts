/** Processes that tests start: none is left behind, however a test ends. */
import type { ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

/** Ends what still runs. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

process.once('exit', endAll)

/** Remembers a process until it has ended. */
export function tracked<T extends ChildProcess>(child: T): T {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}
