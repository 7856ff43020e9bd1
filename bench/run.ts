/** `npm run bench`: what the gateway costs, against other ways in the same run. `bench/README.md` says how to read it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureDecide } from './decide.ts'
import { measureFacts } from './facts.ts'
import { measureInspect } from './inspect.ts'
import { introduce, measureMemory, measureSpeed, type Progress } from './measure.ts'
import { type Options, readOptions, usage } from './options.ts'
import { endAll, startOwn } from './processes.ts'
import { aims, decideTable, factsTable, inspectTable, memoryTable, sealsTable, speedTables } from './report.ts'
import { measureSeals } from './seals.ts'
import { BARE, DIRECT, type Missing, startTargets, type Target } from './targets.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const progress: Progress = (text) => void process.stderr.write(`${text}\n`)

function circumstances({ middle, rounds, millis, warmUp }: Options): string {
  const pinned =
    middle === undefined
      ? 'every process on any core'
      : 'the process in the middle alone on one core, load generator and upstream together on another'
  return [
    `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(2)} before; ${pinned}.`,
    `${rounds} interleaved rounds of ${millis / 1000} s each after ${warmUp / 1000} s of warm-up; median (min–max) of the rounds;`,
    'ratios and additions are taken within each round.',
    '',
  ].join('\n')
}

const isTarget = (target: Target | Missing): target is Target => 'port' in target

async function throughput(options: Options, folder: string): Promise<void> {
  const upstream = await startOwn('upstream.ts', options.ends)
  const load = await startOwn('load.ts', options.ends)
  const wanted = (name: string): boolean =>
    options.only === undefined ||
    name === DIRECT ||
    name === BARE ||
    name.toLowerCase().includes(options.only.toLowerCase())
  const all = await startTargets({ upstream, core: options.middle, folder, wanted, profile: options.profile })
  const targets = all.filter(isTarget)
  await introduce(targets)
  const series = await measureSpeed(load, targets, options, progress)
  say(speedTables(series))
  say(aims(series))
  say('### Memory at 32 connections\n')
  say(memoryTable(await measureMemory(load, targets, options, progress)))
  for (const target of all) if (!isTarget(target)) say(`- ${target.name} was not measured: ${target.why}`)
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return say(usage)
  const options = readOptions(process.argv.slice(2))
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
  try {
    say('## Portcullis: speed\n')
    say(circumstances(options))
    say('### One decision\n')
    say(decideTable([1, 50, 500].map(measureDecide)))
    say('### Facts of one call for the log\n')
    say(factsTable(measureFacts()))
    say('### Seals of the log\n')
    say(sealsTable(await measureSeals(folder)))
    say('### Inspection of a result\n')
    say(inspectTable(measureInspect()))
    await throughput(options, folder)
  } finally {
    await endAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

process.once('SIGINT', () => {
  void endAll().then(() => process.exit(130))
})
await main()
