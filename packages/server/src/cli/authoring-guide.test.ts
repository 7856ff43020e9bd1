/** The examples of the guide on beginning, importing and formatting: what it shows is what comes of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatPolicy } from '@portcullis/workbench'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runImport } from './import.ts'
import { runInit } from './init.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..')
const PAGE = readFileSync(join(ROOT, 'docs/guide/07-starting-and-importing.md'), 'utf8')

/** The fenced blocks of a section, in their order. */
function blocksOf(title: string): readonly string[] {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(title)) ?? ''
  return [...section.matchAll(/^```(?!sh)\w+(?: cases)?\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
}

describe('the guide', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-guide-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const said = { out: '', error: '' }
  const output = {
    out: (text: string) => (said.out += text),
    error: (text: string) => (said.error += text),
    exit: () => undefined,
  }
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

  it('begins with the policy and the cases that init writes', async () => {
    const [tools = '', policy, cases] = blocksOf('A policy to begin with')
    writeFileSync(join(folder, 'tools.json'), tools)
    const options = { style: 'balanced', force: false, format: 'text' } as const
    await runInit({ ...options, tools: join(folder, 'tools.json'), output: join(folder, 'policy.json') }, output)
    expect(read('policy.json')).toBe(policy)
    expect(read('cases.yaml')).toBe(cases)
  })

  it('shows what an import makes and says', async () => {
    const [source = '', policy, report] = blocksOf('Importing a policy')
    writeFileSync(join(folder, 'intercept.yaml'), source)
    said.error = ''
    const target = join(folder, 'imported.json')
    const options = { partial: false, force: false, format: 'text' } as const
    await runImport(join(folder, 'intercept.yaml'), { ...options, output: target }, output)
    expect(read('imported.json')).toBe(policy)
    expect(said.error.replaceAll(/^\S*(?=intercept\.yaml:)/gm, '')).toBe(report)
  })

  it('shows the canonical form', () => {
    const [ugly = '', canonical] = blocksOf('Formatting')
    expect(formatPolicy(ugly)).toEqual({ ok: true, text: canonical })
  })
})
