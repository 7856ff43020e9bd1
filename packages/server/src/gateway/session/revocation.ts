/** Keeps what is under way in step with the configuration: who is revoked or stopped loses it at once, or within a second. */
import type { Instant } from '@portcullis/engine'
import { notCurrent } from '../currency.ts'
import type { Environment } from '../environment.ts'
import { stoppedRefusal } from '../stopped.ts'
import { cancelTasks } from './cancel-tasks.ts'
import type { Conversation, OpenStream } from './conversation.ts'
import { standingOf } from './standing.ts'

const SWEEP_INTERVAL = 1000

/** Looks at each change and once a second; returns how to stop. */
export function keepCurrent(env: Environment): () => void {
  const sweep = (): void => {
    const at = env.clock.now()
    cancelTasks(env, at)
    env.conversations.sweep(env.clock.monotonic(), (conversation) => keepConversation(env, conversation, at))
  }
  const unsubscribe = env.directory.subscribe(() => {
    env.upstreams.retain(env.directory.servers())
    sweep()
  })
  const timer = setInterval(sweep, SWEEP_INTERVAL)
  timer.unref()
  return () => {
    unsubscribe()
    clearInterval(timer)
  }
}

function keepConversation(env: Environment, conversation: Conversation, at: Instant): void {
  const standing = standingOf(env, conversation.caller, at)
  if (standing.kind === 'over') return env.conversations.end(conversation)
  if (standing.kind === 'stopped') return env.conversations.end(conversation, stoppedRefusal(standing.stop))
  for (const stream of conversation.streams.snapshot()) keepStream(env, stream, at)
}

/** A stream hangs on the token that opened it, which need not be the one that its session was used with last. */
function keepStream(env: Environment, stream: OpenStream, at: Instant): void {
  const standing = standingOf(env, stream.caller, at)
  switch (standing.kind) {
    case 'over':
      return stream.stop()
    case 'token_over':
      return stream.lasting ? stream.stop() : undefined
    case 'stopped':
      return stream.stop(stoppedRefusal(standing.stop))
    case 'stands': {
      // Whoever was revoked meanwhile must not go on to be told what the server says by itself.
      const closed = stream.lasting ? notCurrent(env) : undefined
      if (closed !== undefined) return stream.stop(closed)
      const { grant, stoppedTools } = standing.caller
      if (grant.networks?.has(stream.address ?? '') === false) return stream.stop()
      const stop = stream.tool === undefined ? undefined : stoppedTools?.get(stream.tool)
      if (stop !== undefined) return stream.stop(stoppedRefusal(stop))
      return stream.follow?.(standing.caller)
    }
    default:
      return standing satisfies never
  }
}
