import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogFile } from './log-file.ts'

let folder: string
let path: string
const files: LogFile[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-file-'))
  path = join(folder, 'deep', 'decisions.jsonl')
})
afterEach(async () => {
  for (const file of files.splice(0)) await file.close()
  rmSync(folder, { recursive: true })
})

async function open(options: { maxBytes?: number; keep?: number } = {}): Promise<LogFile> {
  const file = new LogFile({ path, maxBytes: 100, keep: 2, ...options })
  files.push(file)
  await file.open()
  return file
}
const text = (name = path) => readFileSync(name, 'latin1')
const add = (file: LogFile, line: string) => file.append(Buffer.from(line), 0)

describe('the file of the log', () => {
  it('[data.private] is for its owner only, and so is its folder', async () => {
    await open()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700)
  })

  it('takes rights away from an older file that others could read', async () => {
    path = join(folder, 'decisions.jsonl')
    writeFileSync(path, '{}\n', { mode: 0o644 })
    await open()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is appended to, and half a line of a crash is completed', async () => {
    path = join(folder, 'decisions.jsonl')
    writeFileSync(path, '{"a":1}\n{"b":')
    await add(await open(), '{"c":3}\n')
    expect(text()).toBe('{"a":1}\n{"b":\n{"c":3}\n')
    await add(await open(), '{"d":4}\n')
    expect(text()).toBe('{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n')
  })

  it('is no symbolic link and no folder', async () => {
    path = join(folder, 'decisions.jsonl')
    symlinkSync('/dev/null', path)
    await expect(open()).rejects.toThrow(/ELOOP|symbolic/)
    path = folder
    await expect(open()).rejects.toThrow(/EISDIR|regular/)
  })

  it('is rotated by size; the oldest goes first', async () => {
    const file = await open({ maxBytes: 10, keep: 2 })
    for (const line of ['111111\n', '222222\n', '333333\n', '444444\n']) {
      if (file.isFull(line.length)) await file.rotate()
      await add(file, line)
    }
    expect([text(), text(`${path}.1`), text(`${path}.2`)]).toEqual(['444444\n', '333333\n', '222222\n'])
    expect(existsSync(`${path}.3`)).toBe(false)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(file.rotations).toBe(3)
  })

  it('keeps nothing aside where nothing is to be kept', async () => {
    const file = await open({ maxBytes: 10, keep: 0 })
    await add(file, '111111\n')
    await file.rotate()
    await add(file, '222222\n')
    expect(text()).toBe('222222\n')
    expect(existsSync(`${path}.1`)).toBe(false)
  })

  it('counts what earlier processes wrote', async () => {
    await add(await open({ maxBytes: 10 }), '111111\n')
    expect((await open({ maxBytes: 10 })).isFull(7)).toBe(true)
  })

  it('goes on in the same file when it cannot be put aside, and keeps the older ones', async () => {
    const file = await open({ maxBytes: 10, keep: 1 })
    await add(file, '111111\n')
    // A folder cannot be replaced by a file.
    mkdirSync(`${path}.1`)
    await expect(file.rotate()).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    await add(file, '222222\n')
    expect(text()).toBe('111111\n222222\n')
    expect(file.isFull(1)).toBe(false)
    expect(file.rotations).toBe(0)
  })

  it('is made anew when somebody moved it away or removed it', async () => {
    const file = await open()
    await add(file, '1\n')
    renameSync(path, `${path}.old`)
    await file.look()
    await add(file, '2\n')
    rmSync(path)
    await file.look()
    await add(file, '3\n')
    expect([text(`${path}.old`), text()]).toEqual(['1\n', '3\n'])
  })

  it('notices that somebody cut or continued it', async () => {
    const file = await open({ maxBytes: 10 })
    await add(file, '11111111\n')
    truncateSync(path, 0)
    await file.look()
    expect(file.isFull(9)).toBe(false)
    appendFileSync(path, 'xxxxxxxxx\n')
    await file.look()
    expect(file.isFull(9)).toBe(true)
  })
})
