/** A whole installation that is killed again and again while people change it and agents call; and what must hold each time. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { createRandom } from '../../packages/sandbox/src/seed/random.ts'
import { verifyInstallation } from '../../packages/server/src/control/audit/verify/verify.ts'
import { type ControlledProcess, firstAccount, good, personWith, startControlled } from '../control-process.ts'
import { readLog } from '../decision-log.ts'
import { PORTCULLIS } from '../gateway-process.ts'
import { modernRequest, post } from '../messages.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { openSqliteFile } from '../sqlite-file.ts'
import { changedRows } from './changed-rows.ts'
import { type ChangeLane, keepChanging, newLane, policyText, settleLane } from './changes.ts'
import { fileDatabase, type InstalledDatabase, postgresDatabase } from './installed-database.ts'
import { type Job, storm } from './storm.ts'

/** How much of it. */
export interface InstallationWish {
  /** The same seed kills after the same numbers of changes, and changes in the same order. */
  readonly seed: number
  /** At least so many kills, answered changes and answered calls. */
  readonly kills: number
  readonly changes: number
  readonly calls: number
  /** What the limit lets through. */
  readonly max: number
  /** URL of a PostgreSQL; undefined: the database is a file. */
  readonly postgres?: string
}

const LANES = 8
const CONNECTIONS = 32
/** Decisions within one flush of the log, generously. */
const LOST_AT_MOST = 500
/** Names of files, outside of the data folder. */
const ANCHOR = 'anchor.jsonl'
const PUBLIC_KEY = 'public.pem'
const params = { organisation: 'local' }

/** Everything that goes on between kills. */
interface House {
  running: ControlledProcess
  readonly wish: InstallationWish
  readonly database: InstalledDatabase
  readonly random: () => number
  readonly upstream: ScriptedUpstream
  readonly lanes: readonly ChangeLane[]
  /** API keys: each may ask so often. */
  readonly keys: readonly string[]
  /** Of the agents. */
  readonly token: string
  /** Outside of the data folder: the anchor, and the public key. */
  readonly outside: string
  kills: number
  /** Calls that were answered, and those of them that used the limit. */
  answered: number
  admitted: number
}

/** Kills an installation until enough was done, and judges what it left each time. */
export async function killedInstallation(wish: InstallationWish): Promise<string> {
  const outside = await mkdtemp(join(tmpdir(), 'portcullis-outside-'))
  const upstream = await startUpstream({ tools: ['capped', 'free'] })
  const house = await build(wish, upstream, outside)
  try {
    while (house.kills < wish.kills || changesOf(house) < wish.changes || house.answered < wish.calls) {
      await round(house)
      await judge(house)
      house.running = await house.running.again()
      await judgeTokens(house)
    }
    await drain(house)
    await house.running.end()
    await judge(house)
    await judgeByCommand(house)
    return `${house.kills} kills among ${changesOf(house)} answered changes and ${house.answered} answered calls: nothing of them is lost.`
  } finally {
    await house.running.close()
    await house.database.close()
    await upstream.close()
    await rm(outside, { recursive: true, force: true })
  }
}

const changesOf = ({ lanes }: House): number => lanes.reduce((all, { answered }) => all + answered, 0)

async function build(wish: InstallationWish, upstream: ScriptedUpstream, outside: string): Promise<House> {
  const database =
    wish.postgres === undefined
      ? fileDatabase(() => join(running.folder, 'state'))
      : await postgresDatabase(wish.postgres)
  const running = await startControlled({
    ...(database.url === undefined ? {} : { database: database.url }),
    allow_destinations: [new URL(upstream.url).host],
    limits: { refusals_per_second: 100_000 },
    audit: { anchor: join(outside, ANCHOR) },
  })
  const { client } = await firstAccount(running)
  const lanes = Array.from({ length: LANES }, (_, i) => newLane(`lane-${i}`))
  const limits = [{ counter: 'capped', window: 'month', max: wish.max, scope: 'grant' }]
  const text = JSON.stringify({ version: '1', default: 'deny', tools: { free: {}, capped: { limits } } })
  await good(client.call('policies.create', { params, body: { name: 'callers', text } }))
  for (const { name } of lanes)
    await good(client.call('policies.create', { params, body: { name, text: policyText(name, 0) } }))
  const server = { slug: 'up', from: { url: upstream.url }, newTools: 'follow' as const }
  await good(client.call('servers.create', { params, body: server }))
  const keys: string[] = []
  for (const { name } of lanes)
    keys.push((await good(client.call('keys.create', { params, body: { name, role: 'admin' } }))).key)
  const caller = { label: 'caller', servers: { up: { policy: 'callers' } } }
  const { token } = await good(client.call('grants.create', { params, body: caller }))
  const { public_key: publicKey } = await good(client.call('audit.key', {}))
  await writeFile(join(outside, PUBLIC_KEY), publicKey)
  const random = createRandom(wish.seed)
  return { running, wish, database, random, upstream, lanes, keys, token, outside, kills: 0, answered: 0, admitted: 0 }
}

/** Everybody works until the process is killed; now and then it ends in order. */
async function round(house: House): Promise<void> {
  const { running, wish, random, token } = house
  let over = false
  let ending = false
  const strange: string[] = []
  const enough = changesOf(house) + (1 + random() / 2) * (wish.changes / wish.kills)
  const signal = random() < 0.8 ? 'SIGKILL' : 'SIGTERM'
  const work = Promise.all([
    ...house.lanes.map((lane, i) => {
      const { client } = personWith(running.admin, { authorization: `Bearer ${house.keys[i]}` })
      return keepChanging(lane, { client, random, isOver: () => over })
    }),
    storm({
      url: `${running.origin}/mcp/up`,
      jobs: jobs(token, wish.calls),
      connections: CONNECTIONS,
      isOver: () => over,
      onTold({ job, fate }) {
        if (fate === 'lost') return
        if (!ending && fate !== 'done' && fate !== 'limit_exceeded') strange.push(fate)
        house.answered += 1
        if (job.tool === 'capped' && fate === 'done') house.admitted += 1
      },
    }),
  ])
  const moment = async (): Promise<void> => {
    while (changesOf(house) < enough) await wait(5)
    await wait(random() * 30)
  }
  await Promise.race([moment(), work])
  ending = true
  await running.end(signal)
  over = true
  await work
  expect(strange).toEqual([])
  house.kills += 1
}

const jobs = (token: string, count: number): readonly Job[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ token, args: {}, tool: i % 2 === 0 ? 'capped' : 'free' },
    era: i % 4 < 2 ? 'modern' : 'legacy',
  }))

/** What an ended process left: nothing that was answered is lost, nothing is half made, and all of it can be proved. */
async function judge(house: House): Promise<void> {
  const state = join(house.running.folder, 'state')
  await judgeChains(house, state)
  const rows = await changedRows(house.database)
  const faults = [...rows.faults, ...house.lanes.flatMap((lane) => settleLane(lane, rows))]
  const known = new Set(['caller', ...house.lanes.flatMap(({ grants }) => grants.map(({ label }) => label))])
  for (const label of rows.grants.keys()) if (!known.has(label)) faults.push(`nobody asked for ${label}`)
  for (const name of (await readdir(state)).filter((file) => file.endsWith('.db'))) {
    const file = openSqliteFile(join(state, name))
    faults.push(...file.faults().map((fault) => `${name}: ${fault}`))
    file.close()
  }
  expect(faults).toEqual([])
  judgeCounter(house, state)
}

/** The limit's counter knows of every call that arrived, and of no more than were under way besides. */
function judgeCounter({ upstream, wish, kills, admitted }: House, state: string): void {
  const file = openSqliteFile(join(state, 'counters.db'))
  const [row] = file.rows<{ used: number }>(
    "SELECT sum(used) AS used FROM counter JOIN counter_key USING (id) WHERE key LIKE '%capped%'",
  )
  file.close()
  // It counts in millionths.
  const used = Number(row?.used ?? 0) / 1e6
  expect(used).toBeGreaterThanOrEqual(upstream.calls('capped'))
  expect(used).toBeGreaterThanOrEqual(admitted)
  expect(used - admitted).toBeLessThanOrEqual(kills * CONNECTIONS)
  expect(used).toBeLessThanOrEqual(wish.max)
}

/** Nothing contradicts the logs of a stopped installation, by an anchor and a key that were kept outside. */
async function judgeChains({ outside, database }: House, state: string): Promise<void> {
  const kept = await readdir(outside)
  // Before the first end in order, and the first minute, nothing was anchored.
  const anchor = kept.includes(ANCHOR) ? join(outside, ANCHOR) : undefined
  const publicKey = await readFile(join(outside, PUBLIC_KEY), 'utf8')
  const installed = { folder: state, log: join(state, 'decisions.jsonl'), database: database.url }
  const found = await verifyInstallation(installed, { publicKey, anchor })
  if ('problem' in found) throw new Error(found.problem)
  expect(found.findings).toEqual([])
  expect(new Set(found.chains.map(({ kind }) => kind))).toEqual(new Set(['log', 'changes']))
  if (anchor !== undefined) expect(found.anchored).toBeDefined()
}

/** The command says the same, by what is outside alone. */
async function judgeByCommand({ outside, running, database }: House): Promise<void> {
  const proofs = ['--public-key', join(outside, PUBLIC_KEY), '--anchor', join(outside, ANCHOR)]
  const { folder } = running
  const place = database.url === undefined ? [join(folder, 'state')] : ['--config', join(folder, 'portcullis.yaml')]
  const command = [PORTCULLIS, 'audit', 'verify', ...place, ...proofs]
  const { stdout } = await promisify(execFile)(process.execPath, command)
  expect(stdout).toMatch(/Complete up to anchor/)
}

/** Tokens that were answered prove their grants again, and those that ended do not. */
async function judgeTokens({ running, lanes, random }: House): Promise<void> {
  const some = (tokens: readonly string[]): readonly string[] =>
    tokens.length === 0 ? [] : Array.from({ length: 4 }, () => tokens[Math.floor(random() * tokens.length)] ?? '')
  const good = some(lanes.flatMap(({ grants }) => grants.flatMap(({ token }) => token ?? [])))
  const dead = some(lanes.flatMap((lane) => lane.dead))
  const statuses = async (tokens: readonly string[]): Promise<ReadonlySet<number>> =>
    new Set(
      await Promise.all(
        tokens.map(async (token) => {
          const endpoint = { url: `${running.origin}/mcp/up`, headers: { authorization: `Bearer ${token}` } }
          const response = await post(endpoint, modernRequest(1, 'tools/list'))
          await response.arrayBuffer()
          return response.status
        }),
      ),
    )
  expect([...(await statuses(good))]).toEqual(good.length === 0 ? [] : [200])
  expect([...(await statuses(dead))]).toEqual(dead.length === 0 ? [] : [401])
}

/** Asks for more than is left: not one call too many arrives. */
async function drain(house: House): Promise<void> {
  const { running, upstream, wish, token } = house
  const before = upstream.calls('capped')
  const all = jobs(token, wish.max * 2).filter(({ tool }) => tool === 'capped')
  const told = await storm({ url: `${running.origin}/mcp/up`, jobs: all, connections: CONNECTIONS })
  const admitted = told.filter(({ fate }) => fate === 'done').length
  house.admitted += admitted
  expect(told.filter(({ fate }) => fate !== 'done' && fate !== 'limit_exceeded')).toEqual([])
  expect(upstream.calls('capped')).toBe(before + admitted)
  expect(upstream.calls('capped')).toBeLessThanOrEqual(wish.max)
  expect(wish.max - admitted).toBeGreaterThanOrEqual(before)
  const lines = await readLog(running)
  const allowed = lines.filter(
    ({ type, tool, effect }) => type === 'decision' && tool === 'capped' && effect === 'allow',
  )
  expect(new Set(allowed.map(({ id }) => id)).size).toBe(allowed.length)
  expect(allowed.length).toBeGreaterThanOrEqual(house.admitted - house.kills * LOST_AT_MOST)
}
