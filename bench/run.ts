/** `npm run bench`: what the gateway costs, against other ways in the same run. `bench/README.md` says how to read it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aimsTable, type Measured } from './aims.ts'
import { compare } from './baseline.ts'
import { measureCall } from './guard.ts'
import { machine, type QuietGate, quietGate } from './machine.ts'
import { introduce, measureMemory, measureSteps, settle } from './measure.ts'
import { type Options, readOptions, usage } from './options.ts'
import { measurePieces } from './pieces.ts'
import { endAll, startOwn } from './processes.ts'
import { publish, readBaseline } from './publish.ts'
import { endsSentence, memoryTable, stepTables } from './report.ts'
import { type Step, stepsFor } from './steps.ts'
import { BARE, GATEWAY, type Missing, NGINX, type Way } from './way.ts'
import { installPeers } from './ways/peers.ts'
import { makeIdentity, startWays } from './ways.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const progress = (text: string): void => void process.stderr.write(`${text}\n`)

/** Whose memory is looked at. */
const MEMORY_OF: ReadonlySet<string> = new Set([NGINX, BARE, GATEWAY])

const isWay = (way: Way | Missing): way is Way => 'port' in way

function circumstances({ middle, rounds, millis, warmUp }: Options, gate: QuietGate): string {
  const pinned =
    middle === undefined
      ? 'every process on any core'
      : 'the process in the middle alone on one core, load generator and upstream together on another'
  return [
    `${machine()}; ${pinned}. ${gate.told()}`,
    `${rounds} interleaved rounds of ${millis / 1000} s each after ${warmUp / 1000} s of warm-up; median (min–max) of the rounds;`,
    'ratios and additions are taken within each round.',
    '',
  ].join('\n')
}

interface Run {
  readonly measured: Measured
  readonly missing: readonly Missing[]
  readonly steps: readonly Step[]
}

async function measureWays(options: Options, folder: string, gate: QuietGate): Promise<Run> {
  const { middle: core, ends, profile } = options
  const upstream = await startOwn('upstream.ts', ends)
  const load = await startOwn('load.ts', ends)
  const steps = stepsFor(options.only)
  const wanted = new Set(steps.flatMap((step) => step.ways))
  const identity = makeIdentity(folder)
  const all = await startWays({ upstream, core, ends, folder, identity, profile }, wanted)
  const ways = all.filter(isWay)
  await introduce(ways)
  const bench = { load, upstream, options, gate, progress }
  await settle(bench, ways)
  const series = await measureSteps(bench, steps, ways)
  const memory = await measureMemory(
    bench,
    ways.filter(({ name }) => MEMORY_OF.has(name) && wanted.has(name)),
  )
  return { measured: { series, memory }, missing: all.filter((way): way is Missing => !isWay(way)), steps }
}

function report({ measured, missing, steps }: Run, how: string): string {
  const left = missing.map(({ name, why }) => `- ${name} was not measured: ${why}`)
  const parts = [
    how,
    endsSentence(measured.series),
    aimsTable(measured),
    stepTables(steps, measured.series),
    memoryTable(measured.memory),
  ]
  return [...parts, ...left].join('\n')
}

/** @returns the exit status */
function finish(options: Options, { measured }: Run, text: string): number {
  const then = options.compares ? readBaseline() : undefined
  if (options.writes) publish(measured, text, `${machine()}, ${options.rounds} rounds`)
  if (then === undefined) return 0
  const comparison = compare(measured, then)
  say(comparison.text)
  if (comparison.worse.length > 0) progress(`Worse than the baseline: ${comparison.worse.join('; ')}.`)
  return comparison.worse.length > 0 ? 1 : 0
}

async function guard(): Promise<void> {
  for (const busy of [0, 15]) {
    const { ratio, gateway, relay, bytes } = await measureCall(busy)
    const times = `${gateway.toFixed(1)} µs a call, ${ratio.toFixed(2)} times the ${relay.toFixed(1)} µs of the relay`
    say(`With ${busy} µs of work on each call: ${times}; ${Math.round(bytes)} bytes allocated.`)
  }
}

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    say(usage)
    return 0
  }
  const options = readOptions(process.argv.slice(2))
  if (options.installsPeers) installPeers()
  if (options.guards) {
    await guard()
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'))
  try {
    const gate = quietGate(options.patience, progress)
    const run = await measureWays(options, folder, gate)
    const text = report(run, circumstances(options, gate))
    say(`## Portcullis: speed\n\n${text}`)
    if (options.only === undefined) say(await measurePieces(folder))
    return finish(options, run, text)
  } finally {
    await endAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

process.once('SIGINT', () => {
  void endAll().then(() => process.exit(130))
})
process.exitCode = await main()
