/** Whether a store may be counted in: what it would forget, no limit would hold. */
import { type Connection, isAnswer } from './dial.ts'
import type { RedisSettings } from './settings.ts'

const fieldOf = (info: string, name: string): string | undefined =>
  info
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trim()

/** The oldest that is counted in. */
const OLDEST = 7

/** Looks at every primary. @returns what is wrong, and what to do; undefined: nothing is */
export async function inspectStore(connection: Connection, settings: RedisSettings): Promise<string | undefined> {
  const isStrict = settings.class === 'strict'
  for (const info of await connection.everywhere(['INFO'])) {
    const problem = problemOf(String(info)) ?? (isStrict ? successionOf(String(info)) : undefined)
    if (problem !== undefined) return problem
  }
  return isStrict ? await inspectDurability(connection) : undefined
}

/** In a cluster a replica takes the place of its primary by itself, whatever it has not heard of. */
function successionOf(info: string): string | undefined {
  if (fieldOf(info, 'cluster_enabled') !== '1' || fieldOf(info, 'connected_slaves') === '0') return undefined
  return "Replicas of the counters' cluster would take the place of a primary without having heard of everything: write `class: replicated` under `counters` and accept its bound, or let the cluster have no replicas."
}

function problemOf(info: string): string | undefined {
  const version = fieldOf(info, 'redis_version')
  if (!(Number.parseInt(version ?? '', 10) >= OLDEST))
    return `The counters' store says that it is Redis ${version ?? 'of no version'}: use Redis 7 or newer, or Valkey.`
  if (fieldOf(info, 'role') !== 'master')
    return "The counters' store is a replica, which takes no writes: let `counters.url` lead to the primary."
  const policy = fieldOf(info, 'maxmemory_policy')
  if (policy !== 'noeviction')
    return `The counters' store forgets keys when its memory is full (${policy ?? 'unknown policy'}), and limits with them: set \`maxmemory-policy noeviction\` there.`
  return undefined
}

const NOT_DURABLE =
  'set `appendonly yes` and `appendfsync always` there, or write `class: replicated` under `counters` and accept its bound.'

async function inspectDurability(connection: Connection): Promise<string | undefined> {
  try {
    const [append, sync] = [await valuesOf(connection, 'appendonly'), await valuesOf(connection, 'appendfsync')]
    if (append.every((value) => value === 'yes') && sync.every((value) => value === 'always')) return undefined
    return `The counters' store answers before its disk has what it was told: ${NOT_DURABLE}`
  } catch (error) {
    if (!isAnswer(error)) throw error
    return `Whether the counters' store writes to its disk before it answers could not be asked (CONFIG GET was refused): allow it, ${NOT_DURABLE}`
  }
}

async function valuesOf(connection: Connection, name: string): Promise<readonly string[]> {
  const answers = await connection.everywhere(['CONFIG', 'GET', name])
  return answers.map((answer) => (Array.isArray(answer) ? String(answer[1]) : ''))
}
