import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createExposure, type Exposure } from './exposure.ts'
import { readFileSet } from './file-set.ts'
import { folder, here, places, put, relativeTo } from './load.contract.ts'
import { loadConfiguration } from './load.ts'

interface House {
  readonly base: string
  find(text: string): Exposure['how'] | undefined
}

/** `home/gate/{portcullis.yaml,data/}` and `home/work/`, which is where a server runs. */
function house(): House {
  const base = folder()
  for (const path of ['home/gate/data/run/shop', 'home/work', 'home/gate-too'])
    mkdirSync(join(base, path), { recursive: true })
  chmodSync(join(base, 'home/gate/data'), 0o700)
  put(join(base, 'home/gate'), { 'portcullis.yaml': '' })
  symlinkSync(join(base, 'home'), join(base, 'link'))
  symlinkSync(join(base, 'home/gate/portcullis.yaml'), join(base, 'home/work/innocent'))
  const find = createExposure([
    { path: join(base, 'link/gate/portcullis.yaml'), what: 'the configuration' },
    { path: join(base, 'home/gate/data'), what: 'the data folder' },
  ])
  const around = { base: join(base, 'home/work'), home: join(base, 'home'), own: join(base, 'home/gate/data/run/shop') }
  return { base, find: (text) => find(text, around)?.how }
}

describe('an argument', () => {
  test('that leads to a guarded file is found, however it is written', () => {
    const { base, find } = house()
    const home = join(base, 'home')
    const exposing: readonly (readonly [string, Exposure['how']])[] = [
      [home, 'contains'],
      [`${home}/`, 'contains'],
      [`${home}/work/..`, 'contains'],
      ['/', 'contains'],
      ['..', 'contains'],
      ['../gate', 'contains'],
      ['~', 'contains'],
      ['~/gate/', 'contains'],
      [join(base, 'link'), 'contains'],
      [join(base, 'link/gate/portcullis.yaml'), 'is'],
      ['innocent', 'is'],
      ['../gate/data', 'is'],
      ['../gate/data/counters.db', 'lies in'],
      ['../gate/data/run/other', 'lies in'],
      [`--root=${home}`, 'contains'],
      [`type=bind,src=${home},dst=/data`, 'contains'],
      [`${home}:/data:ro`, 'contains'],
      [`{"roots": ["${home}"]}`, 'contains'],
      [`cat '${home}/gate/portcullis.yaml'; true`, 'is'],
      [`file://${home}`, 'contains'],
    ]
    for (const [text, how] of exposing) expect([text, find(text)]).toEqual([text, how])
  })

  test('that leads elsewhere is not', () => {
    const { base, find } = house()
    for (const text of [
      '',
      '-y',
      '--verbose',
      '@modelcontextprotocol/server-filesystem',
      'https://x.example/a/b',
      'http://localhost:3000/',
      'file:///nowhere/else',
      'file://%zz',
      '.',
      join(base, 'home/work'),
      join(base, 'home/gate-too'),
      join(base, 'home/gat'),
      join(base, 'home/gate/other.js'),
      join(base, 'home/gate/data/run/shop'),
      join(base, 'home/gate/data/run/shop/notes.txt'),
      '~nobody',
      'a\0b',
      'x='.repeat(4000),
    ]) {
      expect([text, find(text)]).toEqual([text, undefined])
    }
  })
})

describe('a server that is started here', () => {
  const problems = async (base: string, section: string): Promise<readonly string[]> => {
    put(join(base, 'home/gate'), { 'portcullis.yaml': `data: data\nservers:\n  shop: ${section}\n` })
    const path = join(base, 'home/gate/portcullis.yaml')
    const loaded = relativeTo(join(base, 'home/gate'), loadConfiguration(await readFileSet(path), here))
    return places(loaded).map((place) => place.replace(/^\S+ error /, ''))
  }

  test('[data.unreachable] is refused when its arguments, folder or variables lead to the gateway’s files', async () => {
    const { base } = house()
    expect(await problems(base, '{command: node, args: [a, ../../..]}')).toEqual([
      'exposes_policy /servers/shop/args/1',
    ])
    expect(await problems(base, `{command: node, args: [${base}/home]}`)).toEqual([
      'exposes_policy /servers/shop/args/0',
    ])
    expect(await problems(base, '{command: node, cwd: data/run}')).toEqual(['exposes_policy /servers/shop/cwd'])
    expect(await problems(base, '{command: node, cwd: data/run/shop}')).toEqual([])
    expect(await problems(base, '{command: node, cwd: .}')).toEqual(['exposes_policy /servers/shop/cwd'])
    expect(await problems(base, '{command: node, env: {ROOT: ../../../..}}')).toEqual([
      'exposes_policy /servers/shop/env/ROOT',
    ])
    expect(await problems(base, '{command: node, env: {HOME: /}, args: [.]}')).toEqual([])
    expect(await problems(base, '{command: node, cwd: ../work, args: [.]}')).toEqual([])
  })

  test('is told what it would reach', async () => {
    const { base } = house()
    const path = join(base, 'home/gate/portcullis.yaml')
    writeFileSync(path, `servers: {shop: {command: node, args: [${base}/home]}}`, { mode: 0o600 })
    const loaded = loadConfiguration(await readFileSet(path), here)
    expect(loaded.ok ? [] : loaded.problems.map(({ message }) => message)).toEqual([
      `The argument contains the configuration (${path}): a tool of this server could change what governs it.`,
    ])
  })
})

test('files that others may change or read', async () => {
  const base = folder()
  put(base, {
    'portcullis.yaml': 'data: data\npolicies: {p: {file: p.json}}\n',
    'p.json': '{"version": "1", "default": "deny"}',
  })
  mkdirSync(join(base, 'data'), { mode: 0o700 })
  const permissions = async (modes: Readonly<Record<string, number>>): Promise<readonly string[]> => {
    for (const [name, mode] of Object.entries(modes)) chmodSync(join(base, name), mode)
    const loaded = loadConfiguration(await readFileSet(join(base, 'portcullis.yaml')), here)
    const all = loaded.ok ? loaded.warnings : loaded.problems
    return all
      .filter(({ code }) => code === 'permissions')
      .map(({ severity, message, remedy }) => `${severity} ${message} ${remedy}`.replaceAll(`${base}/`, ''))
  }
  expect(await permissions({})).toEqual([])
  expect(await permissions({ 'portcullis.yaml': 0o644, 'p.json': 0o664, data: 0o755 })).toEqual([
    'warning Its group may change p.json. Run `chmod go-w p.json`.',
    expect.stringMatching(/^warning Every user of this machine may read (portcullis.yaml|data)\. /),
    expect.stringMatching(/^warning Every user of this machine may read (portcullis.yaml|data)\. /),
  ])
  expect(await permissions({ 'portcullis.yaml': 0o602, 'p.json': 0o644, data: 0o700 })).toEqual([
    'error Every user of this machine may change portcullis.yaml. Run `chmod go-w portcullis.yaml`.',
  ])
})
