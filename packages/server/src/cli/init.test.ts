import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKnown } from '@portcullis/catalogue'
import {
  checkPolicy,
  layersOf,
  prepareSuite,
  readSuite,
  runSuite,
  STARTER_STYLES,
  starterPolicy,
} from '@portcullis/workbench'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { caseWorld } from '../compose/author.ts'
import { readShippedFacts } from '../store/facts/shipped.ts'
import { ranCommand } from './command-run.contract.ts'
import { type InitOptions, initCodes, runInit } from './init.ts'
import { toolsOfEntry } from './tool-source.ts'

const TOOLS = JSON.stringify([{ name: 'get_user' }, { name: 'update_user' }, { name: 'delete_user' }])

describe('init', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-init-'))
    await writeFile(join(folder, 'tools.json'), TOOLS)
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function run(options: Partial<InitOptions> = {}) {
    const defaults = { output: join(folder, 'policy.json'), style: 'balanced', force: false, format: 'text' } as const
    const given = { ...defaults, tools: join(folder, 'tools.json'), ...options }
    return ranCommand(async (output) => output.exit(await runInit(given, output)))
  }

  it('writes a policy and its cases, and says what became of each class', async () => {
    const { out, code } = await run()
    expect(code).toBe(initCodes.written)
    expect(await readdir(folder)).toEqual(['cases.yaml', 'policy.json', 'tools.json'])
    expect(out).toMatch(/destructive +1 {2}1 hidden/)
    expect(JSON.parse(await readFile(join(folder, 'policy.json'), 'utf8')).hide).toEqual(['delete_user'])
  })

  it('calls the cases as portcullis test looks for them', async () => {
    await run({ output: join(folder, 'shop.json'), format: 'json' })
    expect(await readdir(folder)).toEqual(['shop.cases.yaml', 'shop.json', 'tools.json'])
    expect(await readFile(join(folder, 'shop.cases.yaml'), 'utf8')).toContain('policy: "shop.json"')
  })

  it('overwrites neither file unless it is told to', async () => {
    await writeFile(join(folder, 'cases.yaml'), 'mine')
    const { error, code } = await run()
    expect([code, error]).toEqual([initCodes.refused, expect.stringContaining('--force')])
    expect(await readdir(folder)).toEqual(['cases.yaml', 'tools.json'])
    expect((await run({ force: true })).code).toBe(initCodes.written)
  })

  it.each([
    ['no server', { tools: undefined }],
    ['two of them', { url: 'http://127.0.0.1:1/mcp' }],
    ['a file that is not there', { tools: '/nowhere/tools.json' }],
    ['a folder that is not there', { output: '/nowhere/policy.json' }],
  ])('says what to do about %s', async (_, options) => {
    const { error, code } = await run(options as Partial<InitOptions>)
    expect(code).toBe(initCodes.refused)
    expect(error).toMatch(/\.\n$/)
  })
})

describe('starters of the shipped servers', () => {
  const { lines, head } = readShippedFacts()
  const known = openKnown(lines, head)
  const ids = lines.flatMap((line) => /^\{"i":"([^"\\]*)"/.exec(line)?.[1] ?? [])
  const step = Math.max(1, Math.floor(ids.length / Number(process.env['PORTCULLIS_STARTERS'] ?? 60)))

  it.each(STARTER_STYLES)('%s: every policy is right, and every case holds', (style) => {
    let cases = 0
    for (const id of ids.filter((_, at) => at % step === 0)) {
      const entry = known.entry(id)
      const sourced = entry === undefined ? undefined : toolsOfEntry(entry)
      if (sourced?.ok !== true) continue
      const made = starterPolicy(sourced.list, style)
      const { findings } = checkPolicy(made.policy, { tools: sourced.list.tools })
      expect([id, findings.filter(({ severity }) => severity === 'error')]).toEqual([id, []])
      const read = readSuite(made.cases('policy.json'))
      if (!read.ok) throw new Error(JSON.stringify(read.problems))
      const documents = layersOf(read.suite, 'policy.json').map(({ policy, id: name }) => ({
        id: name,
        file: policy,
        text: made.policy,
      }))
      const prepared = prepareSuite(read.suite, documents, undefined)
      if (!prepared.ok) throw new Error(prepared.message)
      const outcomes = runSuite(prepared.suite, caseWorld)
      expect([id, outcomes.filter(({ failures }) => failures.length > 0)]).toEqual([id, []])
      cases += outcomes.length
    }
    expect(cases).toBeGreaterThan(50)
  })
})
