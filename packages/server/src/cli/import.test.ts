import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ranCommand } from './command-run.contract.ts'
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
    const given = { partial: false, force: false, format: 'text', ...options } as const
    return ranCommand((output) => runImport(file, given, output))
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

  it('says in words why nothing was written', async () => {
    await writeFile(join(folder, 'there.json'), 'mine')
    expect((await run(WHOLE, { output: join(folder, 'there.json') })).error).toMatch(
      /there\.json was not written: it is there already\. Name another --output, or give --force\.\n$/,
    )
    const missing = join(folder, 'missing.yaml')
    const given = { partial: false, force: false, format: 'text' } as const
    const { error, code } = await ranCommand((output) => runImport(missing, given, output))
    expect(error).toBe(`${missing} cannot be read: it does not exist. Correct the path.\n`)
    expect(code).toBe(importPolicyCodes.unread)
  })

  it('says where a file cannot be read', async () => {
    const { error, code } = await run('version: "1"\nversion: "1"')
    expect(error).toMatch(/source\.yaml:2:1 .*twice/)
    expect(code).toBe(importPolicyCodes.unread)
  })
})
