import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { START } from '../ports/counter-samples.contract.ts'
import { type DataFolder, openDataFolder } from './data-folder.ts'

/** Opens the folder, says in one line how that went, and holds it until it is killed. */
const OWNER = `
  const { openDataFolder } = await import(new URL('data-folder.ts', process.env.SOURCES))
  const opened = openDataFolder(process.env.FOLDER, ${START})
  console.log(opened.outcome)
  setInterval(() => {}, 1000)
`

describe('the data folder', () => {
  let root: string
  let path: string
  const children: ChildProcess[] = []

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-')))
    path = join(root, 'data')
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    rmSync(root, { recursive: true })
  })

  const open = (at = START): DataFolder => {
    const opened = openDataFolder(path, at)
    if (opened.outcome === 'refused') throw new Error(opened.problem)
    return opened
  }
  const problem = (folder = path): string => {
    const opened = openDataFolder(folder, START)
    if (opened.outcome === 'refused') return opened.problem
    opened.release()
    return 'none'
  }
  /** Another process, and how its attempt to own the folder went. */
  const contender = async (): Promise<{ readonly child: ChildProcess; readonly outcome: string }> => {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', OWNER],
      {
        cwd: import.meta.dirname,
        env: { ...process.env, FOLDER: path, SOURCES: new URL('./', import.meta.url).href },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    children.push(child)
    const [line] = await once(child.stdout!, 'data')
    return { child, outcome: String(line).trim() }
  }
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  it('[data.private] is made for its owner alone', () => {
    const folder = open()
    expect(folder.path).toBe(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(statSync(join(path, 'owner.lock')).mode & 0o777).toBe(0o600)
    folder.release()
  })

  it('has a higher epoch at each opening', () => {
    const epochs = [1, 2, 3].map(() => {
      const folder = open()
      folder.release()
      folder.release()
      return folder.epoch
    })
    expect(epochs).toEqual([1, 2, 3])
  })

  it('has one owner within a process too, by whatever name it is called', () => {
    const folder = open(Date.UTC(2026, 6, 1))
    symlinkSync(path, join(root, 'alias'))
    for (const name of [path, join(root, 'alias')]) {
      expect(problem(name)).toBe(
        `the data folder ${path} is in use by process ${process.pid} on ${hostname()} (since 2026-07-01T00:00:00.000Z): stop that process, or use another data folder`,
      )
    }
    folder.release()
    expect(problem()).toBe('none')
  })

  it('[data.one-owner] is refused while another process has it, and free once that was killed', async () => {
    const { child, outcome } = await contender()
    expect(outcome).toBe('opened')
    expect(problem()).toContain(`is in use by process ${child.pid} on `)
    await kill(child)
    const folder = open()
    expect(folder.epoch).toBe(2)
    folder.release()
  }, 20_000)

  it('goes to one of many processes that start at once', async () => {
    const outcomes = await Promise.all([contender(), contender(), contender(), contender()])
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['opened', 'refused', 'refused', 'refused'])
  }, 30_000)

  it('is refused while others may enter it, and left as it is', () => {
    open().release()
    for (const mode of [0o755, 0o770, 0o701]) {
      chmodSync(path, mode)
      expect(problem()).toBe(
        `the data folder ${path} is open to other users (mode ${mode.toString(8)}): run "chmod 700 ${path}", or use another data folder`,
      )
      expect(statSync(path).mode & 0o777).toBe(mode)
    }
  })

  it('is refused where its lock is damaged', () => {
    open().release()
    writeFileSync(join(path, 'owner.lock'), 'x'.repeat(5_000))
    expect(problem()).toBe(
      `${join(path, 'owner.lock')} is damaged: make sure that no gateway uses the folder ${path}, then delete that file`,
    )
  })

  it('is refused where it cannot be made', () => {
    writeFileSync(path, '')
    expect(problem()).toMatch(/^the data folder .*data could not be opened: EEXIST/)
    expect(problem(join(path, 'below'))).toMatch(/^the data folder .*below could not be opened: ENOTDIR/)
  })
})
