/** What a server tells of a task by itself: treated as the answer of the call that began the task would be. */
import type { Aftermath } from '../aftermath.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { StreamOwner } from './server-messages.ts'

/** Undefined for any other message, and for tasks of which nothing is known. */
export function newsAftermath(
  { tasks, conversation }: Pick<StreamOwner, 'tasks' | 'conversation'>,
  message: ServerMessage,
): Aftermath | undefined {
  if (message.kind !== 'notification' || message.method !== 'notifications/tasks') return undefined
  const { taskId } = message.params
  return typeof taskId === 'string' ? tasks.aftermathOf(conversation, taskId)?.() : undefined
}

/** Whether news of a task brings what it came to. */
export const tellsResult = ({ params }: Exclude<ServerMessage, { kind: 'response' }>): boolean =>
  Object.hasOwn(params, 'result') || Object.hasOwn(params, 'error')
