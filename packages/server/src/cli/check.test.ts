import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { referenceTo } from '../config/environment.ts'
import { registerCheck } from './check.ts'

interface Run {
  readonly code: number
  readonly text: string
}

async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Run> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-check-')))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text, { mode: 0o600 })
  const there = vi.spyOn(process, 'cwd').mockReturnValue(base)
  onTestFinished(() => {
    there.mockRestore()
    rmSync(base, { recursive: true })
  })
  const run = { code: -1, text: '' }
  const output = {
    out: (text: string) => {
      run.text += text
    },
    error: (text: string) => {
      run.text += text
    },
    exit: (code: number) => {
      run.code = code
    },
  }
  const program = new Command('portcullis')
  registerCheck(program, output)
  const named = args.map((argument) =>
    Object.hasOwn(files, argument) || argument.includes('.') ? join(base, argument) : argument,
  )
  await program.parseAsync(['node', 'portcullis', 'check', ...named])
  return run
}

const good = '{"version": "1", "default": "deny"}'

describe('portcullis check', () => {
  test('finds nothing wrong with what is right', async () => {
    expect(await check({ 'p.json': good }, 'p.json')).toEqual({ code: 0, text: 'No problems in 1 file.\n' })
    const yaml = 'policies: {p: {file: p.json}}\n'
    const run = await check({ 'p.json': good, 'portcullis.yaml': yaml }, 'portcullis.yaml', 'p.json')
    expect(run).toMatchObject({ code: 0, text: expect.stringMatching(/^0 errors and 1 warning in 2 files\.$/m) })
    expect((await check({ 'p.json': good, 'portcullis.yaml': yaml }, '--strict', 'portcullis.yaml')).code).toBe(1)
  })

  test('shows each problem with its line and its remedy, once', async () => {
    const run = await check(
      {
        'p.json': '{"version": "1",\n  "default": "denyy"}',
        'portcullis.yaml': 'dta: x\npolicies: {p: {file: p.json}}\n',
      },
      'portcullis.yaml',
      'p.json',
    )
    expect(run.code).toBe(1)
    expect(run.text).toContain(
      'p.json:2:14 error bad_value "default" is "denyy"\n  2 |   "default": "denyy"}\n    |              ^\n  ',
    )
    expect(run.text).toContain(
      'portcullis.yaml:1:1 error unknown_key "dta" is not a key of this file. Did you mean "data"?\n  1 | dta: x\n    | ^\n  Remove it',
    )
    expect(run.text).toMatch(/2 errors and 0 warnings in 2 files\.\n$/)
    expect(run.text.match(/bad_value/g)).toHaveLength(1)
  })

  test('speaks JSON', async () => {
    const run = await check({ 'p.json': '{"version": "2", "default": "deny"}' }, '--format', 'json', 'p.json')
    expect(run.code).toBe(1)
    expect(JSON.parse(run.text)).toMatchObject({
      ok: false,
      errors: 1,
      warnings: 0,
      problems: [{ file: 'p.json', line: 1, column: 13, path: '/version', severity: 'error' }],
    })
  })

  test('tells a file that cannot be read from one that is wrong', async () => {
    const run = await check({ 'p.json': good }, 'p.json', 'gone.json', 'gone.yaml')
    expect(run.code).toBe(2)
    expect(run.text.match(/error unreadable/g)).toHaveLength(2)
  })

  test('judges files for another machine where that is asked for', async () => {
    const files = {
      'portcullis.yaml': `servers: {a: {command: no-such-program, env: {K: "${referenceTo('NO_SUCH_VARIABLE')}"}}}\n`,
    }
    expect((await check(files, 'portcullis.yaml')).text).toMatch(/unknown_program[\s\S]*unset_variable/)
    expect((await check(files, '--portable', 'portcullis.yaml')).code).toBe(0)
  })

  test('shows no secret', async () => {
    const secret = 'hunter2-hunter2'
    const files = {
      'portcullis.yaml': `servers:\n  a:\n    urll: x\n    url: https://me:${secret}@x.example\n    headers: {Authorization: "Bearer ${secret}", "X bad": "${secret}"}\ngrants:\n  - {id: a, token: ${secret}}\n`,
    }
    for (const format of ['text', 'json']) {
      const run = await check(files, '--format', format, 'portcullis.yaml')
      expect(run.code).toBe(1)
      expect(run.text).not.toContain(secret)
    }
  })
})
