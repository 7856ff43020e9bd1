/** Scripts that run within the store, and what they are called there. */
import { hash } from 'node:crypto'
import { CLAIMS_LUA } from './lua/claims.lua.ts'
import { COUNTERS_LUA } from './lua/counters.lua.ts'
import { STEP_LUA } from './lua/step.lua.ts'

/** A script: the store keeps it once it was sent, and knows it by its SHA-1. */
export interface Script {
  readonly source: string
  readonly sha: string
}

/** A script of this text. */
export const scriptOf = (source: string): Script => ({ source, sha: hash('sha1', source, 'hex') })

/** Everything that counters do. */
export const STEP: Script = scriptOf(COUNTERS_LUA + CLAIMS_LUA + STEP_LUA)

/**
 * A gateway says that it runs, and hears who else does. KEYS: gateways, organisations that intents were left for, version
 * of the time-zone data. ARGV: name, version of its data, organisations it left intents for.
 * Answer: the version that holds, gateways that run, organisations.
 */
export const PRESENCE: Script = scriptOf(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 15000)
for i = 3, #ARGV do redis.call('SADD', KEYS[2], ARGV[i]) end
local zones = redis.call('GET', KEYS[3]) or ARGV[2]
if zones == ARGV[2] then redis.call('SET', KEYS[3], zones, 'PX', 60000) end
return { zones, redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('SMEMBERS', KEYS[2]) }
`)
