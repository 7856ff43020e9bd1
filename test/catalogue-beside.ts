/** An event loop that has a catalogue beside it, in a process of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tracked } from './spawned.ts'
import { until } from './until.ts'

/** What came of it, all in milliseconds. */
interface Beside {
  /** For how long the loop was busy. */
  readonly busy: number
  /** How long the processors worked for the whole process. */
  readonly served: number
  /** How late the loop was. */
  readonly p99: number
  readonly max: number
}

/** Opens a catalogue, searches it with slips, and says what the loop beside it felt. @param rounds searches by each of four */
export async function measureBeside(rounds: number): Promise<Beside> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-load-'))
  const child = tracked(
    spawn(process.execPath, ['--input-type=module', '-e', MEASURED, START, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    }),
  )
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  await until(() => /^\d+\n/.test(told))
  const at = `http://127.0.0.1:${Number.parseInt(told, 10)}`
  const search = async (word: string): Promise<void> => {
    for (let count = 0; count < rounds; count++) {
      const answer = await fetch(`${at}/api/catalogue/search?q=${word}${count}`)
      if (answer.status !== 200) throw new Error(`A search was answered with ${answer.status}.`)
      await answer.text()
    }
  }
  await Promise.all(['delet', 'paymnet', 'githb', 'calender'].map(search))
  child.stdin.end()
  await until(() => told.trim().split('\n').length === 2)
  await rm(folder, { recursive: true, force: true })
  return JSON.parse(told.trim().split('\n')[1] ?? '')
}

const START = new URL('../packages/server/dist/catalogue/start-catalogue.js', import.meta.url).href

/** Runs a catalogue beside an idle loop; prints its port, and at the end of its input what was measured. */
const MEASURED = `
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
const [, start, dataFolder] = process.argv
const { startCatalogue } = await import(start)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const idle = performance.eventLoopUtilization()
const before = process.cpuUsage()
const catalogue = startCatalogue({
  start: { host: '127.0.0.1', port: 0, hosts: ['127.0.0.1:0'], gateway: 'http://127.0.0.1:4100',
    trustedProxies: [], openToPages: false, warm: true, dataFolder },
  servers: [],
  diagnose: console.error,
})
const ask = async () => (await catalogue.listening) ?? (await new Promise((go) => setTimeout(go, 100)), ask())
console.log(String(await ask()))
process.stdin.resume().on('end', async () => {
  delay.disable()
  const { active } = performance.eventLoopUtilization(idle)
  const { user, system } = process.cpuUsage(before)
  console.log(JSON.stringify({ busy: active, served: (user + system) / 1000,
    p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }))
  await catalogue.close(100)
})
`
