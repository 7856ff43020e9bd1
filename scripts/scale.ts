/** `npm run scale`: traffic of our own shapes through 1, 2 and 4 gateways on one Redis and one PostgreSQL of this machine. */
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Many, missing, startMany } from '../test/many/installation.ts'
import {
  CAPPED_MAX,
  type Mix,
  SHAPE_POLICY,
  SHAPE_TOOLS,
  SHAPES,
  type Shape,
  STANDARD_MIX,
} from '../test/many/shapes.ts'
import { holdToShare } from '../test/many/share-of-core.ts'
import { type SoakResult, soak } from '../test/many/soak.ts'
import { runTraffic, type TrafficResult } from '../test/many/traffic.ts'

const USAGE = `npm run scale -- [--gateways 1,2,4] [--clients N] [--seconds N] [--mix SHAPE=WEIGHT,…] [--share N] [--soak TIME]

  --gateways  numbers of gateway processes, one after the other (1,2,4; with --soak: 2)
  --clients   agents, each of which does one thing after the other (64)
  --seconds   measured time for each number (15)
  --mix       weights of the shapes (${SHAPES.map((shape) => `${shape}=${STANDARD_MIX[shape]}`).join(',')});
              a shape that is not named has none
  --share     of a core that each gateway may use, such as 0.2: on a machine of few cores, it is as if each had a small
              machine of its own, once it has compiled what it runs (Linux, as root)
  --soak      so long instead, such as 10m, at a moderate pace: says whether memory, handles or child processes grow
`
const say = (text: string): void => void process.stdout.write(`${text}\n`)

interface Options {
  readonly gateways: readonly number[]
  readonly clients: number
  readonly seconds: number
  readonly mix: Mix
  /** Of a core, for each gateway; undefined: what there is. */
  readonly share: number | undefined
  /** Milliseconds. */
  readonly soak: number | undefined
}

function readOptions(): Options | undefined {
  const text = { type: 'string' } as const
  const options = {
    gateways: text,
    clients: text,
    seconds: text,
    mix: text,
    share: text,
    soak: text,
    help: { type: 'boolean' },
  } as const
  const { values } = parseArgs({ options })
  if (values.help === true) return undefined
  const length = values.soak === undefined ? undefined : millisOf(values.soak)
  return {
    gateways: (values.gateways ?? (length === undefined ? '1,2,4' : '2')).split(',').map(wholeOf),
    clients: wholeOf(values.clients ?? '64'),
    seconds: wholeOf(values.seconds ?? '15'),
    mix: values.mix === undefined ? STANDARD_MIX : mixOf(values.mix),
    share: values.share === undefined ? undefined : shareOf(values.share),
    soak: length,
  }
}

function shareOf(text: string): number {
  const share = Number(text)
  if (!(share >= 0.05 && share <= 1)) throw new Error(`${text} is no share of a core: write, for example, 0.2.`)
  return share
}

function wholeOf(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new Error(`${text} is no whole number above zero.`)
  return Number(text)
}

function millisOf(text: string): number {
  const [, count = '', unit] = /^([0-9]{1,4})([smh])$/.exec(text) ?? []
  if (unit === undefined) throw new Error(`${text} is no length of time. Write, for example, 10m.`)
  return Number(count) * (unit === 's' ? 1_000 : unit === 'm' ? 60_000 : 3_600_000)
}

function mixOf(text: string): Mix {
  const mix: Record<Shape, number> = { modern: 0, legacy: 0, capped: 0, denied: 0, stream: 0, approval: 0 }
  for (const part of text.split(',')) {
    const [name, weight] = part.split('=')
    const shape = SHAPES.find((one) => one === name)
    if (shape === undefined || !(Number(weight) >= 0)) throw new Error(`${part} is no weight of ${SHAPES.join(', ')}.`)
    mix[shape] = Number(weight)
  }
  return mix
}

const start = (count: number): Promise<Many> =>
  startMany({ policy: SHAPE_POLICY, tools: SHAPE_TOOLS, count, direct: true })

const HEAD = [
  ...['gateways', 'a second', 'p50 ms', 'p99 ms', 'gateways µs', 'Redis µs', 'PostgreSQL µs', 'clients and server µs'],
  'cores used',
  'admitted of max',
]

/** Milliseconds of traffic for each gateway before they are held to a share: compiling takes seconds of a core. */
const COMPILING = 15_000

async function curve({ gateways, clients, seconds, mix, share }: Options): Promise<void> {
  const rows: string[][] = [HEAD, HEAD.map(() => '---')]
  const odd = new Set<string>()
  for (const count of gateways) {
    const many = await start(count)
    const held: (() => void)[] = []
    try {
      if (share !== undefined) {
        await runTraffic(many, { mix, clients, millis: count * COMPILING, warmUp: 0 })
        for (const { child } of many.gateways) held.push(holdToShare(child.pid ?? 0, share))
      }
      const result = await runTraffic(many, { mix, clients, millis: seconds * 1000, warmUp: 3_000 })
      rows.push(rowOf(count, result, await many.upstream.executed('capped')))
      for (const one of result.odd) odd.add(one)
      process.stderr.write(`${count}: ${JSON.stringify(result.came)}\n`)
    } finally {
      await many.close()
      for (const letGo of held) letGo()
    }
  }
  say(rows.map((row) => `| ${row.join(' | ')} |`).join('\n'))
  say(
    `\nµs: CPU time for each thing that was done. ${odd.size === 0 ? 'Nothing came that was not expected.' : `Not expected: ${[...odd].join('; ')}`}`,
  )
  if (odd.size > 0) process.exitCode = 1
}

function rowOf(count: number, { perSecond, p50, p99, cpu }: TrafficResult, admitted: number): string[] {
  const micros = (value: number): string => value.toFixed(0)
  const all = Object.values(cpu).reduce((sum, one) => sum + one, 0)
  return [
    ...[String(count), perSecond.toFixed(0), p50.toFixed(1), p99.toFixed(1)],
    ...[micros(cpu.gateways), micros(cpu.redis), micros(cpu.postgres), micros(cpu.clients + cpu.upstream)],
    ...[((all * perSecond) / 1e6).toFixed(2), `${admitted} of ${CAPPED_MAX}`],
  ]
}

/** Milliseconds that a client waits: some hundreds of things a second, whatever the machine. */
const SOAK_PACE = 150

async function soakFor({ gateways: [count = 2], clients, mix }: Options, millis: number): Promise<void> {
  const many = await start(count)
  try {
    const onSample = (held: readonly object[]): void => void process.stderr.write(`${JSON.stringify(held)}\n`)
    const result = await soak(many, { mix, clients, millis, pace: SOAK_PACE, onSample })
    tellSoak(result, millis)
    const { executed, repeated } = await many.upstream.counts()
    say(`\n${executed['capped'] ?? 0} of ${CAPPED_MAX} were admitted by the limit; ${repeated} calls were made twice.`)
  } finally {
    await many.close()
  }
}

function tellSoak({ traffic, gateways, grown }: SoakResult, millis: number): void {
  say(`${millis / 1000} s, ${traffic.count} things done, ${traffic.perSecond.toFixed(0)} a second.\n`)
  say('| gateway | memory MiB, second quarter and last | handles | child processes |\n|---|---|---|---|')
  for (const [index, { early, late }] of gateways.entries()) {
    const both = (from: number, to: number): string => `${from.toFixed(0)} → ${to.toFixed(0)}`
    const cells = [
      both(early.memory, late.memory),
      both(early.handles, late.handles),
      both(early.children, late.children),
    ]
    say(`| ${index + 1} | ${cells.join(' | ')} |`)
  }
  say(`\n${grown.length === 0 ? 'Nothing grew.' : `It grew: ${grown.join('; ')}.`}`)
  if (traffic.odd.length > 0) say(`Not expected: ${traffic.odd.join('; ')}.`)
  if (grown.length + traffic.odd.length > 0) process.exitCode = 1
}

async function main(): Promise<void> {
  const options = readOptions()
  if (options === undefined) return say(USAGE)
  const lacking = await missing()
  if (lacking !== undefined) {
    process.exitCode = 1
    return say(`Nothing was measured: ${lacking}.`)
  }
  say(
    `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores for everything, ${options.clients} agents.\n`,
  )
  await (options.soak === undefined ? curve(options) : soakFor(options, options.soak))
}

// Whatever was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
await main()
