import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ImportPolicyOptions, importPolicyCodes, runImport } from './import.ts'

const WHOLE = 'version: "1"\ndefault: deny\ntools:\n  pay:\n    rules:\n      - rate_limit: 5/hour\n'
const ODD = `${WHOLE}      - when: always\n`

describe('import', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-import-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function run(text: string, options: Partial<ImportPolicyOptions> = {}) {
    const file = join(folder, 'source.yaml')
    await writeFile(file, text)
    const said = { out: '', error: '', code: -1 }
    await runImport(
      file,
      { partial: false, force: false, format: 'text', ...options },
      {
        out: (more) => (said.out += more),
        error: (more) => (said.error += more),
        exit: (code) => (said.code = code),
      },
    )
    return said
  }

  it('prints the policy, and the report beside it', async () => {
    const { out, error, code } = await run(WHOLE)
    expect(JSON.parse(out).tools.pay.limits).toHaveLength(1)
    expect(error).toMatch(/source\.yaml:6:\d+ exact/)
    expect(code).toBe(importPolicyCodes.carried)
  })

  it('writes nothing where something is refused, unless it may write a part', async () => {
    const target = join(folder, 'policy.json')
    expect(await run(ODD, { output: target })).toMatchObject({ code: importPolicyCodes.refused, out: '' })
    expect(await readdir(folder)).toEqual(['source.yaml'])
    expect((await run(ODD, { output: target, partial: true })).code).toBe(importPolicyCodes.refused)
    expect(JSON.parse(await readFile(target, 'utf8')).tools.pay.action).toBe('deny')
    expect((await stat(target)).mode & 0o777).toBe(0o600)
  })

  it('overwrites nothing unless it is told to', async () => {
    const target = join(folder, 'policy.json')
    await writeFile(target, 'mine')
    expect((await run(WHOLE, { output: target })).code).toBe(importPolicyCodes.unread)
    expect(await readFile(target, 'utf8')).toBe('mine')
    expect((await run(WHOLE, { output: target, force: true })).code).toBe(importPolicyCodes.carried)
  })

  it('reports as JSON', async () => {
    const { out } = await run(WHOLE, { format: 'json' })
    expect(JSON.parse(out)).toMatchObject({ whole: true, policy: { version: '1' } })
    expect(JSON.parse((await run(ODD, { format: 'json' })).out)).not.toHaveProperty('policy')
  })

  it('says where a file cannot be read', async () => {
    const { error, code } = await run('version: "1"\nversion: "1"')
    expect(error).toMatch(/source\.yaml:2:1 .*twice/)
    expect(code).toBe(importPolicyCodes.unread)
  })
})
