/** Whose calls began which tasks: nobody else may ask for one, or hear of it (MCP 2025-11-25, tasks, security). */

import type { MakeAftermath } from '../aftermath.ts'

/** Tasks of one grant on one server that are remembered; the oldest makes room. */
const MOST_TASKS = 1_000
/** Pairs of grant and server that are remembered. */
const MOST_PAIRS = 10_000

/** Whose a task is. */
export interface TaskHolder {
  readonly grant: string
  readonly server: string
}

/** Remembers tasks as long as the gateway runs. */
export class TaskOwners {
  readonly #tasks = new Map<string, Map<string, MakeAftermath | undefined>>()

  /**
   * A call of the grant began a task.
   * @param aftermath what is done with its result; undefined: it passes as it is
   */
  note({ grant, server }: TaskHolder, taskId: string, aftermath?: MakeAftermath): void {
    const key = `${server}\n${grant}`
    const tasks = this.#tasks.get(key) ?? new Map<string, MakeAftermath | undefined>()
    // Moved to the end: whoever was quiet longest makes room.
    this.#tasks.delete(key)
    trim(this.#tasks, MOST_PAIRS)
    this.#tasks.set(key, tasks)
    tasks.delete(taskId)
    trim(tasks, MOST_TASKS)
    tasks.set(taskId, aftermath)
  }

  /** Whether the task was begun by a call of that grant. */
  owns({ grant, server }: TaskHolder, taskId: unknown): boolean {
    return typeof taskId === 'string' && this.#tasks.get(`${server}\n${grant}`)?.has(taskId) === true
  }

  /** What is done with the result of a task of that grant. */
  aftermathOf({ grant, server }: TaskHolder, taskId: string): MakeAftermath | undefined {
    return this.#tasks.get(`${server}\n${grant}`)?.get(taskId)
  }
}

function trim(full: Map<string, unknown>, most: number): void {
  if (full.size < most) return
  for (const oldest of full.keys()) {
    full.delete(oldest)
    break
  }
}
