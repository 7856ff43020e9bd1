/** The gateway’s own composition from its sources, to see what one part of it costs. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mintToken } from '../../packages/server/src/crypto/token.ts'
import { prefixedName } from '../../packages/server/src/ports/prefixed-name.ts'
import { TOOL } from '../message.ts'
import { startOwn } from '../processes.ts'
import { FED, JSON_PATH, OF_FILE, SLOW_LANE, type Starter, TOGETHER, UNDICI, type Way } from '../way.ts'

type Entrance = Pick<Way, 'path' | 'tool'>

/** @param entrance as the server's own URL, unless it is said otherwise */
const composed = (
  name: string,
  settings: Readonly<Record<string, string>> = {},
  entrance: Entrance = { path: '/mcp/bench' },
): Starter => ({
  names: [name],
  async start({ upstream, core, folder }) {
    const token = mintToken()
    const own = join(folder, name.replaceAll(/[^a-z]+/g, '-'))
    mkdirSync(own)
    const environment = { BENCH_UPSTREAM_PORT: String(upstream.port), BENCH_TOKEN: token, BENCH_FOLDER: own }
    const { port, pid } = await startOwn('composed-gateway.ts', core, { ...environment, ...settings })
    return [{ name, port, token, pid, ...entrance }]
  },
})

export const compositions: readonly Starter[] = [
  composed(OF_FILE),
  composed(SLOW_LANE, { BENCH_FAST_LANE: 'off' }),
  composed(UNDICI, { BENCH_CLIENT: 'undici' }),
  composed(FED, { BENCH_DIRECTORY: 'fed' }),
  composed(TOGETHER, {}, { path: JSON_PATH, tool: prefixedName('bench', TOOL) }),
]
