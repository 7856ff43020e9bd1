/** A child and everything it started: one process group, ended together. POSIX only: Windows has no such groups. */

/** Milliseconds between two looks at a group that should be gone. */
const LOOK = 20
/** Milliseconds that a killed group may take to disappear; where nobody reaps orphans it never does. */
const DYING = 100

const alive = new Set<number>()
let hooked = false

/** @param signal 0 only asks whether the group exists */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

/** Remembers a group, so that it dies with this process at the latest. @param pid of the group's leader */
export function watchGroup(pid: number): void {
  alive.add(pid)
  if (hooked) return
  hooked = true
  process.on('exit', () => {
    signalGroups('SIGKILL')
  })
}

export function terminateGroup(pid: number): void {
  signalGroup(pid, 'SIGTERM')
}

export function killGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL')
}

/** Signals every group there is: when whoever waits for this process will not wait for long. */
export function signalGroups(signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of alive) signalGroup(pid, signal)
}

/** Waits until no process of the group is left, at most `most` milliseconds. */
async function untilGone(pid: number, most: number): Promise<void> {
  for (let waited = 0; waited < most && signalGroup(pid, 0); waited += LOOK) {
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
}

/** Ends what a leader that is gone left behind: asks, waits at most `grace` milliseconds, kills. */
export async function endGroup(pid: number, grace: number): Promise<void> {
  terminateGroup(pid)
  await untilGone(pid, grace)
  killGroup(pid)
  await untilGone(pid, DYING)
  alive.delete(pid)
}
