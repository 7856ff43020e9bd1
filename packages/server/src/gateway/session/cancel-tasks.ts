/** Tasks of grants that may not go on: the server is told to cancel them, and nobody may ask for them any more. */
import type { Instant } from '@portcullis/engine'
import { deaf } from '../answer/server-messages.ts'
import type { Environment } from '../environment.ts'
import type { Outgoing } from '../upstream/link.ts'
import { modernMeta, PROTOCOL_MODERN } from '../wire/era.ts'
import { encodeHeaderValue } from '../wire/header-value.ts'
import { type Conversation, sessionHeaders } from './conversation.ts'
import { standingOf } from './standing.ts'
import type { BegunTask, HeldTasks } from './task-owners.ts'

/** Cancels all tasks whose grant, server or tool was revoked or stopped. */
export function cancelTasks(env: Environment, at: Instant): void {
  for (const held of env.tasks.all()) {
    const mayGoOn = judge(env, held, at)
    for (const [taskId, task] of held.tasks) {
      if (mayGoOn(task)) continue
      env.tasks.forget(held.conversation, taskId)
      cancel(env, held.conversation, { taskId, era: task.era })
    }
  }
}

function judge(env: Environment, { conversation }: HeldTasks, at: Instant): (task: BegunTask) => boolean {
  const standing = standingOf(env, conversation.caller, at)
  if (standing.kind !== 'stands') return () => standing.kind === 'token_over'
  const { stoppedTools } = standing.caller
  return ({ tool }) => stoppedTools?.has(tool) !== true
}

interface Cancelled extends Pick<BegunTask, 'era'> {
  readonly taskId: string
}

function cancel(env: Environment, conversation: Conversation, { taskId, era }: Cancelled): void {
  const id = `portcullis-cancel-${env.nextId()}`
  const method = 'tasks/cancel'
  const isModern = era === 'modern'
  const params = { taskId, ...(isModern && { _meta: modernMeta() }) }
  const isHttp = conversation.caller.server.transport.kind === 'http'
  const named = ['mcp-name', encodeHeaderValue(taskId)]
  const modernHeaders = ['mcp-protocol-version', PROTOCOL_MODERN, 'mcp-method', method, ...named]
  const outgoing: Outgoing = {
    kind: 'request',
    bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })),
    era,
    id,
    method,
    progressToken: undefined,
    headers: isModern ? modernHeaders : isHttp ? sessionHeaders(conversation) : [],
  }
  conversation.link.exchange(outgoing, deaf)
}
