/** Keeps what is under way in step with the configuration: who is revoked loses open streams within a second. */

import type { Environment } from '../environment.ts'
import type { Conversation } from './conversation.ts'

const SWEEP_INTERVAL = 1000

/** Looks at each change and once a second; returns how to stop. */
export function keepCurrent(env: Environment): () => void {
  const sweep = (): void => env.conversations.sweep(env.clock.monotonic(), stillAllowed(env))
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

function stillAllowed({ directory, clock }: Environment): (conversation: Conversation) => boolean {
  const at = clock.now()
  return ({ tokenDigest, server }) => typeof directory.caller(tokenDigest, server, at) !== 'string'
}
