/** Whose calls began which tasks: nobody else may ask for one, or hear of it (MCP 2025-11-25, tasks, security). */

import type { MakeAftermath } from '../aftermath.ts'
import type { Era } from '../wire/message.ts'
import type { Conversation } from './conversation.ts'

/** Tasks of one grant on one server that are remembered; the oldest makes room. */
const MOST_TASKS = 1_000
/** Pairs of grant and server that are remembered. */
const MOST_PAIRS = 10_000

/** Whose a task is. */
export interface TaskHolder {
  readonly grant: string
  /** Id of the server. */
  readonly server: string
}

/** A task that a call began. */
export interface BegunTask {
  /** The tool that was called. */
  readonly tool: string
  readonly era: Era
  /** What is done with its result; undefined: it passes as it is. */
  readonly aftermath: MakeAftermath | undefined
}

/** The tasks of one grant on one server. */
export interface HeldTasks {
  /** In which the latest of them was begun. */
  readonly conversation: Conversation
  /** By their ids. */
  readonly tasks: ReadonlyMap<string, BegunTask>
}

interface Held {
  conversation: Conversation
  readonly tasks: Map<string, BegunTask>
}

/** Remembers tasks as long as the gateway runs. */
export class TaskOwners {
  readonly #held = new Map<string, Held>()

  /** A call in a conversation began a task. */
  note(conversation: Conversation, taskId: string, task: BegunTask): void {
    const key = keyOf(conversation)
    const held = this.#held.get(key) ?? { conversation, tasks: new Map<string, BegunTask>() }
    held.conversation = conversation
    // Moved to the end: whoever was quiet longest makes room.
    this.#held.delete(key)
    trim(this.#held, MOST_PAIRS)
    this.#held.set(key, held)
    held.tasks.delete(taskId)
    trim(held.tasks, MOST_TASKS)
    held.tasks.set(taskId, task)
  }

  /** Whether the task was begun by a call of that grant. */
  owns(holder: TaskHolder, taskId: unknown): boolean {
    return typeof taskId === 'string' && this.#held.get(keyOf(holder))?.tasks.has(taskId) === true
  }

  /** What is done with the result of a task of that grant. */
  aftermathOf(holder: TaskHolder, taskId: string): MakeAftermath | undefined {
    return this.#held.get(keyOf(holder))?.tasks.get(taskId)?.aftermath
  }

  /** Everything that is remembered now. */
  all(): readonly HeldTasks[] {
    return [...this.#held.values()]
  }

  /** Nobody may ask for it any more. */
  forget(holder: TaskHolder, taskId: string): void {
    const key = keyOf(holder)
    const held = this.#held.get(key)
    held?.tasks.delete(taskId)
    if (held?.tasks.size === 0) this.#held.delete(key)
  }
}

const keyOf = ({ grant, server }: TaskHolder): string => `${server}\n${grant}`

function trim(full: Map<string, unknown>, most: number): void {
  if (full.size < most) return
  for (const oldest of full.keys()) {
    full.delete(oldest)
    break
  }
}
