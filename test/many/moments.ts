/** Moments of a call that no signal hits but by chance: the second of two gateways is killed when what passes between it and Redis says that one has come. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Passing } from '../../packages/server/src/store/redis/testing/redis-cluster.contract.ts'
import type { Many } from './installation.ts'

/** Redis has counted a call of the gateway, and what it answers does not reach it. */
export function killWhenCounted(many: Many): Promise<void> {
  let asked: number | undefined
  return killWhen(many, ({ text, from, connection }) => {
    if (from === 'client' && text.includes('["t",')) asked ??= connection
    return from === 'store' && connection === asked
  })
}

/** The gateway says how a call ended, and Redis does not hear of it. */
export function killWhenSettling(many: Many): Promise<void> {
  return killWhen(many, ({ text, from }) => from === 'client' && text.includes('["s",'))
}

async function killWhen({ gateways, redisDoor, kill }: Many, isNow: (passing: Passing) => boolean): Promise<void> {
  const [other, victim] = gateways
  // What passes is the victim's alone, once everything that the other one had sent has passed.
  other?.child.kill('SIGSTOP')
  try {
    await pause(100)
    await new Promise<void>((resolve) => {
      redisDoor.watch((passing) => {
        if (!isNow(passing)) return true
        victim?.child.kill('SIGKILL')
        resolve()
        return false
      })
    })
    redisDoor.watch(undefined)
    await kill(1)
  } finally {
    redisDoor.watch(undefined)
    other?.child.kill('SIGCONT')
  }
}
