import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import type { Configuration } from './configuration.ts'
import { readFileSet } from './file-set.ts'
import { accepted, folder, here, put } from './load.contract.ts'
import { loadConfiguration } from './load.ts'
import { confirmDigest, readStatus } from './watch/confirmation.ts'
import type { ReloadStatus } from './watch/status.ts'
import { type ConfigurationWatch, type WatchOptions, watchConfiguration } from './watch.ts'

const pace = { debounce: 10, settle: 40, poll: 50 }
const policy = (tools: readonly string[]): string =>
  JSON.stringify({ version: '1', default: 'deny', tools: Object.fromEntries(tools.map((tool) => [tool, {}])) })
const yaml = (more: string, watch = 'apply'): string =>
  `watch: ${watch}\npolicies: {p: {file: p.json}}\nservers: {shop: {url: "https://shop.example/mcp"}}\ngrants:\n  - {id: ci, token_sha256: ${'a'.repeat(64)}, servers: {shop: p}}\n${more}`

interface Watched {
  readonly base: string
  readonly path: string
  readonly watch: ConfigurationWatch
  readonly applied: Configuration[]
  readonly reported: ReloadStatus[]
  /** What the version in force says of itself: tools of the policy, and the note of the shop's headers. */
  inForce(): string
}

async function watched(text = yaml(''), options: Partial<WatchOptions> = {}): Promise<Watched> {
  const base = folder()
  put(base, { 'portcullis.yaml': text, 'p.json': policy(['a']) })
  mkdirSync(join(base, 'data'), { mode: 0o700 })
  return watchedIn(base, join(base, 'portcullis.yaml'), options)
}

async function watchedIn(base: string, path: string, options: Partial<WatchOptions> = {}): Promise<Watched> {
  const initial = accepted(loadConfiguration(await readFileSet(path), here))
  const applied: Configuration[] = [initial]
  const reported: ReloadStatus[] = []
  const watch = watchConfiguration({
    path,
    initial,
    world: here,
    clock: systemClock,
    apply: (configuration) => void applied.push(configuration),
    report: (status) => reported.push(status),
    pace,
    ...options,
  })
  onTestFinished(() => watch.close())
  return { base, path, watch, applied, reported, inForce: () => describeVersion(applied.at(-1)) }
}

function describeVersion(configuration: Configuration | undefined): string {
  const tools = Object.keys(configuration?.policies.get('p')?.document.tools ?? {})
  return `${tools.join(',')} ${configuration?.grants.map(({ grant }) => grant.subject.grant).join(',')}`
}

const second = `  - {id: two, token_sha256: ${'b'.repeat(64)}, servers: {shop: p}}\n`
const soon = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 10 })

describe('an edit', () => {
  test('of either file is applied, whole', async () => {
    const { base, path, applied, watch, inForce } = await watched()
    writeFileSync(join(base, 'p.json'), policy(['a', 'b']))
    await soon(() => expect(inForce()).toBe('a,b ci'))
    writeFileSync(path, yaml(second))
    await soon(() => expect(inForce()).toBe('a,b ci,two'))
    expect(applied).toHaveLength(3)
    expect(watch.status).toMatchObject({ state: 'in_force', restart: [], digest: applied[2]?.digest })
    // What is in force is told to the file a moment later.
    const told = { state: 'in_force', digest: applied[2]?.digest }
    await soon(async () => expect(await readStatus(join(base, 'data'))).toMatchObject(told))
    expect(statSync(join(base, 'data/reload.json')).mode & 0o777).toBe(0o600)
  })

  test('[reload.invalid] that is wrong keeps the version before it, and says why', async () => {
    const { base, path, applied, reported, watch } = await watched()
    writeFileSync(path, yaml('grantss: []\n'))
    await soon(() => expect(watch.status.state).toBe('rejected'))
    writeFileSync(join(base, 'p.json'), '{')
    await soon(() => expect(reported).toHaveLength(2))
    const status = watch.status
    expect(
      status.state === 'rejected' && status.problems.map(({ file, line }) => `${file.slice(base.length)}:${line}`),
    ).toEqual(expect.arrayContaining(['/p.json:1', '/portcullis.yaml:6']))
    const problem = expect.stringContaining('portcullis.yaml:6:1')
    await soon(async () => expect((await readStatus(join(base, 'data')))?.problems).toContainEqual(problem))
    put(base, { 'portcullis.yaml': yaml(''), 'p.json': policy(['a']) })
    await soon(() => expect(watch.status.state).toBe('in_force'))
    expect(applied).toHaveLength(1)
    expect(reported.map(({ state }) => state)).toEqual(['rejected', 'rejected', 'in_force'])
  })

  test('over two files that takes its time is one edit', async () => {
    const { base, path, applied, inForce } = await watched()
    writeFileSync(path, yaml('half: '))
    for (let step = 1; step <= 5; step++) {
      writeFileSync(join(base, 'p.json'), policy(['a', ...'bcdef'.slice(0, step)]))
      await wait(20)
    }
    writeFileSync(path, yaml(second))
    await soon(() => expect(inForce()).toBe('a,b,c,d,e,f ci,two'))
    expect(applied).toHaveLength(2)
  })

  test('that names a file which comes later waits for it', async () => {
    const { base, path, watch, applied } = await watched()
    writeFileSync(path, yaml('').replace('p.json', 'new/q.json'))
    await soon(() => expect(watch.status.state).toBe('rejected'))
    mkdirSync(join(base, 'new'))
    writeFileSync(join(base, 'new/q.json'), policy(['z']))
    await soon(() => expect(describeVersion(applied.at(-1))).toBe('z ci'))
    writeFileSync(join(base, 'new/q.json'), policy(['z', 'y']))
    await soon(() => expect(describeVersion(applied.at(-1))).toBe('z,y ci'))
    expect(applied).toHaveLength(3)
  })

  test('is seen when the editor puts a new file in the place of the old one', async () => {
    const { base, path, applied, inForce } = await watched()
    for (const more of [second, '', second]) {
      writeFileSync(join(base, '.tmp'), yaml(more))
      renameSync(path, join(base, 'portcullis.yaml~'))
      renameSync(join(base, '.tmp'), path)
      await soon(() => expect(inForce()).toBe(more === '' ? 'a ci' : 'a ci,two'))
    }
    expect(applied).toHaveLength(4)
  })

  test('is seen through a symbolic link whose target is exchanged', async () => {
    const base = folder()
    for (const [version, more] of Object.entries({ v1: '', v2: second })) {
      mkdirSync(join(base, version))
      put(join(base, version), { 'portcullis.yaml': yaml(more), 'p.json': policy(['a']) })
    }
    symlinkSync('v1', join(base, 'current'))
    const { inForce } = await watchedIn(base, join(base, 'current/portcullis.yaml'))
    symlinkSync('v2', join(base, 'next'))
    renameSync(join(base, 'next'), join(base, 'current'))
    await soon(() => expect(inForce()).toBe('a ci,two'))
  })

  test('is seen where the file system tells nothing', async () => {
    const { path, inForce } = await watched(yaml(''), { pace: { debounce: 60_000, settle: 100, poll: 50 } })
    writeFileSync(path, yaml(second))
    await soon(() => expect(inForce()).toBe('a ci,two'))
  })

  test('is seen though it was made before watching began', async () => {
    const { base, path, watch, inForce } = await watched(yaml(''), {
      pace: { debounce: 10, settle: 100, poll: 60_000 },
    })
    put(base, { 'portcullis.yaml': yaml(second) })
    expect(path).toContain(base)
    await watch.reload()
    expect(inForce()).toBe('a ci,two')
  })

  test('that cannot be put in force is rejected, and tried again with the next one', async () => {
    let failures = 1
    const { path, watch } = await watched(yaml(''), {
      apply: () => {
        if (failures-- > 0) throw new Error('a secret')
      },
    })
    writeFileSync(path, yaml(second))
    await soon(() => expect(watch.status.state).toBe('rejected'))
    expect(JSON.stringify(watch.status)).not.toContain('a secret')
    writeFileSync(path, `${yaml(second)}# again\n`)
    await soon(() => expect(watch.status.state).toBe('in_force'))
  })

  test('of what only a start can change says so', async () => {
    const { path, watch } = await watched()
    const many = 'gateways: {confirm_within: 6s}\nkeys: {installation: own.key}\nlimits: {max_depth: 32}\n'
    writeFileSync(path, yaml(`listen: {mcp: "127.0.0.1:4111"}\nlog: {keep: 3}\n${many}`))
    const restart = ['listen.mcp', 'limits', 'log', 'keys', 'gateways']
    await soon(() => expect(watch.status).toMatchObject({ state: 'in_force', restart }))
  })

  test('of a bound that each request is held to needs no start', async () => {
    const { path, watch, applied } = await watched()
    writeFileSync(path, yaml('limits: {max_body: 2MiB}\n'))
    await soon(() => expect(applied).toHaveLength(2))
    expect(watch.status).toMatchObject({ state: 'in_force', restart: [] })
  })

  test('makes the folders that new servers need', async () => {
    const { base, path, watch, applied } = await watched()
    writeFileSync(path, yaml('').replace('{shop:', '{files: {command: node}, shop:'))
    await soon(() => expect(applied).toHaveLength(2))
    expect(watch.status.state).toBe('in_force')
    expect(statSync(join(base, 'data/run/files')).mode & 0o777).toBe(0o700)
  })

  test('after the end is not seen', async () => {
    const { path, watch, applied } = await watched()
    await watch.close()
    writeFileSync(path, yaml(second))
    await wait(200)
    await watch.reload()
    expect(applied).toHaveLength(1)
  })
})

describe('under `tighten`', () => {
  test('[reload.tighten] what takes away is applied at once, what gives waits for its confirmation', async () => {
    const { base, path, watch, applied, inForce } = await watched(yaml(second, 'tighten'))
    writeFileSync(path, yaml('', 'tighten'))
    await soon(() => expect(inForce()).toBe('a ci'))
    writeFileSync(path, yaml(second, 'tighten'))
    await soon(() => expect(watch.status).toMatchObject({ state: 'waiting', loosens: ['The grant "two" is new.'] }))
    const waiting = watch.status.digest
    await soon(() =>
      expect(JSON.parse(readFileSync(join(base, 'data/reload.json'), 'utf8'))).toMatchObject({
        state: 'waiting',
        digest: waiting,
      }),
    )

    await confirmDigest(join(base, 'data'), 'f'.repeat(64))
    await soon(() => expect(existsSync(join(base, 'data/reload-confirmed'))).toBe(false))
    await watch.reload()
    expect(applied).toHaveLength(2)

    await confirmDigest(join(base, 'data'), waiting)
    await soon(() => expect(inForce()).toBe('a ci,two'))
    expect(watch.status.state).toBe('in_force')
  })

  test('a confirmation is for what was shown, not for what was edited since', async () => {
    const { base, path, watch, applied } = await watched(yaml('', 'tighten'), { pace: { ...pace, poll: 60_000 } })
    writeFileSync(path, yaml(second, 'tighten'))
    await soon(() => expect(watch.status.state).toBe('waiting'))
    const shown = watch.status.digest
    writeFileSync(path, yaml(second, 'apply'))
    await confirmDigest(join(base, 'data'), shown)
    await watch.reload()
    expect(watch.status).toMatchObject({
      state: 'waiting',
      loosens: ['`watch` becomes `apply`.', 'The grant "two" is new.'],
    })
    expect(applied).toHaveLength(1)
  })

  test('a waiting edit that is taken back is gone', async () => {
    const { base, path, watch, applied, reported } = await watched(yaml('', 'tighten'))
    writeFileSync(path, yaml(second, 'tighten'))
    await soon(() => expect(watch.status.state).toBe('waiting'))
    rmSync(path)
    await soon(() => expect(watch.status.state).toBe('rejected'))
    put(base, { 'portcullis.yaml': yaml('', 'tighten') })
    await soon(() => expect(watch.status.state).toBe('in_force'))
    expect(applied).toHaveLength(1)
    expect(reported.map(({ state }) => state)).toEqual(['waiting', 'rejected', 'in_force'])
  })
})

describe('under `off`', () => {
  test('nothing is read again', async () => {
    const { path, watch, applied } = await watched(yaml('', 'off'))
    writeFileSync(path, yaml(second))
    await wait(200)
    await watch.reload()
    expect(applied).toHaveLength(1)
  })

  test('which an edit can begin', async () => {
    const { path, applied, inForce } = await watched(yaml(second))
    writeFileSync(path, yaml('', 'off'))
    await soon(() => expect(inForce()).toBe('a ci'))
    writeFileSync(path, yaml(second))
    await wait(200)
    expect(applied).toHaveLength(2)
  })
})
