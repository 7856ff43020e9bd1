import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { publishStatus, takeConfirmation } from '../config/watch/confirmation.ts'
import type { ReloadStatus } from '../config/watch/status.ts'
import { reload } from './reload.ts'

const digest = 'ab'.repeat(32)
const inForce: ReloadStatus = { state: 'in_force', at: 0, digest, warnings: [], restart: ['log'] }
const waiting: ReloadStatus = { state: 'waiting', at: 0, digest, loosens: ['The grant "two" is new.'] }
const rejected: ReloadStatus = {
  state: 'rejected',
  at: 0,
  digest,
  problems: [
    { file: 'f', line: 2, column: 3, path: '', code: 'c', severity: 'error', message: 'Wrong.', remedy: 'Mend it.' },
  ],
}

async function house(status?: ReloadStatus): Promise<{ readonly config: string; readonly data: string }> {
  const base = mkdtempSync(join(tmpdir(), 'portcullis-reload-'))
  onTestFinished(() => rmSync(base, { recursive: true }))
  const data = join(base, 'state')
  mkdirSync(data)
  writeFileSync(join(base, 'portcullis.yaml'), 'data: state\nunknown: 1\n')
  if (status !== undefined) await publishStatus(data, status)
  return { config: join(base, 'portcullis.yaml'), data }
}

async function run(config: string, confirm?: string): Promise<{ readonly code: number; readonly text: string }> {
  const result = { code: -1, text: '' }
  const say = (text: string): void => {
    result.text += text
  }
  await reload(
    { config, ...(confirm !== undefined && { confirm }) },
    { out: say, error: say, exit: (code) => (result.code = code) },
  )
  return result
}

describe('portcullis reload', () => {
  test('shows what became of the last edit', async () => {
    expect(await run((await house(inForce)).config)).toEqual({
      code: 0,
      text: 'The files are in force since 1970-01-01T00:00:00.000Z.\nThese parts need a restart: log.\n',
    })
    expect(await run((await house(rejected)).config)).toMatchObject({
      code: 1,
      text: expect.stringContaining('f:2:3 Wrong.'),
    })
    const shown = await run((await house(waiting)).config)
    expect(shown).toMatchObject({ code: 1, text: expect.stringContaining('The grant "two" is new.') })
    expect(shown.text).toContain('portcullis reload --confirm abababababab\n')
    expect(await run((await house()).config)).toMatchObject({ code: 1, text: expect.stringContaining('No gateway') })
  })

  test('confirms the edit that was shown, and waits until it is in force', async () => {
    const { config, data } = await house(waiting)
    const confirmed = run(config, 'abababababab')
    while (!(await takeConfirmation(data, digest))) await new Promise((resolve) => setTimeout(resolve, 5))
    await publishStatus(data, inForce)
    expect(await confirmed).toEqual({ code: 0, text: 'The edit is in force.\n' })
  })

  test('confirms nothing else', async () => {
    for (const confirm of ['', 'ab', 'abababababac', 'x'.repeat(64)]) {
      const { config, data } = await house(waiting)
      expect((await run(config, confirm)).code).toBe(1)
      expect(existsSync(join(data, 'reload-confirmed'))).toBe(false)
    }
    const { config, data } = await house(inForce)
    expect((await run(config, digest)).code).toBe(1)
    expect(existsSync(join(data, 'reload-confirmed'))).toBe(false)
    writeFileSync(join(data, 'reload.json'), '{"state": "waiting"}')
    expect((await run(config)).code).toBe(1)
    expect(readFileSync(join(data, 'reload.json'), 'utf8')).toBe('{"state": "waiting"}')
  })
})
