/** A gateway of a configuration file within the test's own process: quicker than a process, and the same code. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { problemLines } from '../packages/server/src/cli/read-configuration.ts'
import { run } from '../packages/server/src/cli/running.ts'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import type { ServerStanding } from '../packages/server/src/gateway/gates.ts'
import type { ApprovalStore } from '../packages/server/src/ports/approval-store.ts'
import type { Endpoint } from './clients.ts'
import { type LogLine, readLog } from './decision-log.ts'
import { LANE } from './gateway-process.ts'
import { until } from './until.ts'

/** What it stands before. */
export interface WishHere {
  /** Sections of `servers`, by slug. */
  readonly servers: Readonly<Record<string, object>>
  /** Policies by name; the one of a server's slug holds for it, the one named `policy` for the others. */
  readonly policies: Readonly<Record<string, object>>
  /** Where people are asked; undefined: nowhere. */
  readonly approvals?: ApprovalStore
}

/** The grants: all reach the same servers under the same policies. */
const GRANTS = ['test', 'other'] as const
export type GrantHere = (typeof GRANTS)[number]

/** A gateway that takes calls. */
export interface GatewayHere {
  readonly origin: string
  /** What the operator was told. */
  readonly told: readonly string[]
  /** Where a client finds one server, or all of them. */
  at(slug?: string, grant?: GrantHere): Endpoint
  /** How its servers stand. */
  standings(): readonly ServerStanding[]
  /** Lines of the decision log so far. */
  log(): Promise<readonly LogLine[]>
  /** Changes the configuration; resolves when the change holds. */
  change(how: (wish: { policies: Record<string, object>; grants: object[] }) => void): Promise<void>
  close(): Promise<void>
}

/** Listens on a free port. */
export async function startHere({ servers, policies, approvals }: WishHere): Promise<GatewayHere> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-here-'))
  const tokens = { test: mintToken(), other: mintToken() }
  const reaches = Object.keys(servers).map((slug) => [slug, Object.hasOwn(policies, slug) ? slug : 'policy'])
  const configuration = {
    listen: { mcp: '127.0.0.1:0', catalogue: 'off', ...LANE },
    data: 'state',
    servers,
    policies: { ...policies },
    grants: GRANTS.map((id): object => ({
      ...{ id, owner: id, token_sha256: digestToken(tokens[id]) },
      servers: Object.fromEntries(reaches),
    })),
  }
  const path = join(folder, 'portcullis.yaml')
  const write = (): Promise<void> => writeFile(path, stringify(configuration), { mode: 0o600 })
  await write()
  const told: string[] = []
  const running = await run(path, {
    diagnose: (text, cause) => void told.push(`${text} ${String(cause ?? '')}`),
    ...(approvals && { approvals }),
  })
  if (!('origin' in running)) throw new Error(problemLines(running))
  const { origin } = running
  return {
    origin,
    told,
    at: (slug, grant = 'test') => ({
      url: slug === undefined ? `${origin}/mcp` : `${origin}/mcp/${slug}`,
      headers: { authorization: `Bearer ${tokens[grant]}` },
    }),
    standings: () => running.standings(),
    log: () => readLog({ folder }),
    async change(how) {
      const before = told.length
      how(configuration)
      await write()
      await until(() => told.length > before)
    },
    async close() {
      await running.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
