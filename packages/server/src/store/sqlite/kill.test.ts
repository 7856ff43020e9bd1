/** A real process is killed in the middle of a storm: what it answered is still counted. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../ports/clock.ts'
import { claim, units } from '../../ports/counter-samples.contract.ts'
import { openDataFolder } from '../data-folder.ts'
import { steadyTime } from '../steady-time.ts'
import { openSqliteCounters } from './counters.ts'

const CALLERS = 64
const DAY = 24 * 60 * 60_000

/** Writes one byte for each answer: `c` for a call that only counts, `a` for one with an amount and an intent. */
const STORM = `
  import { openSync, writeSync } from 'node:fs'
  const from = (file) => import(new URL(file, process.env.SOURCES))
  const { openDataFolder } = await from('store/data-folder.ts')
  const { openSqliteCounters } = await from('store/sqlite/counters.ts')
  const { steadyTime } = await from('store/steady-time.ts')
  const { systemClock } = await from('ports/clock.ts')
  const folder = openDataFolder(process.env.FOLDER, Date.now())
  const { store } = openSqliteCounters(folder, steadyTime(systemClock))
  const [count, amount] = JSON.parse(process.env.CLAIMS)
  const answers = openSync(process.env.ANSWERS, 'a')
  let calls = 0
  const caller = async (number) => {
    const money = number % 8 === 0
    for (;;) {
      const id = 'r' + calls++
      const intent = { at: Date.now(), grant: 'g', server: 's', tool: 't' }
      const { outcome } = await (money ? store.reserve(id, [amount], { intent }) : store.reserve(id, [count]))
      if (outcome !== 'reserved') process.exit(1)
      writeSync(answers, money ? 'a' : 'c')
      if (!money) store.settle(id, 'commit')
    }
  }
  for (let i = 0; i < ${CALLERS}; i++) caller(i)
`

it('[claims.durable] counts all that was answered by a process that was killed, and no more than it had in hand', async () => {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-'))
  const answersFile = join(path, 'answers')
  writeFileSync(answersFile, '')
  const sample = { max: units(1_000_000), length: DAY, at: Date.now() }
  const claims = [claim({ ...sample, key: 'count' }), claim({ ...sample, key: 'amount', amountful: true })]
  const storm = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', STORM],
    {
      cwd: import.meta.dirname,
      env: {
        ...process.env,
        FOLDER: path,
        ANSWERS: answersFile,
        CLAIMS: JSON.stringify(claims),
        SOURCES: new URL('../../', import.meta.url).href,
      },
      stdio: 'inherit',
    },
  )
  onTestFinished(() => {
    storm.kill('SIGKILL')
    rmSync(path, { recursive: true })
  })
  const ended = once(storm, 'exit')
  const answers = (kind: string): number => readFileSync(answersFile, 'utf8').split(kind).length - 1
  await expect.poll(() => answers('a') > 100 && answers('c') > 2_000, { timeout: 20_000 }).toBe(true)
  storm.kill('SIGKILL')
  expect((await ended)[1]).toBe('SIGKILL')
  const answered = { a: answers('a'), c: answers('c') }

  const folder = openDataFolder(path, systemClock.now())
  if (folder.outcome === 'refused') throw new Error(folder.problem)
  const opened = openSqliteCounters(folder, steadyTime(systemClock))
  if (opened.outcome === 'refused') throw new Error(opened.problem)
  const [count, amount] = (await opened.store.read(claims)).map(({ used }) => used / units(1))
  const left = opened.store.takeOpenIntents().length
  expect(count).toBeGreaterThanOrEqual(answered.c)
  expect(count).toBeLessThanOrEqual(answered.c + CALLERS)
  expect(amount).toBeGreaterThanOrEqual(answered.a)
  expect(amount).toBeLessThanOrEqual(answered.a + CALLERS)
  expect(left).toBe(amount)
  await opened.store.close()
  folder.release()
}, 30_000)
