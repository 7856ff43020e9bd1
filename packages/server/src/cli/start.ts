/** `portcullis start`: the gateway of a configuration file; without one, a first installation is made. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { firstRun } from './first-run.ts'
import { homeFolder } from './home-folder.ts'
import { problemLines } from './read-configuration.ts'
import { run } from './running.ts'
import { sampleUrl, startSample } from './sample.ts'
import { diagnose, fail, say, speak, tellChild } from './telling.ts'
import { readWorkers } from './workers/hire-for.ts'

interface StartOptions {
  readonly config?: string
  readonly home: string
  readonly workers?: number
}

/** Registers the command. */
export function registerStart(program: Command): void {
  program
    .command('start')
    .description('run the gateway of a configuration file; without one, make a first installation with a sample server')
    .option('-c, --config <file>', 'configuration file; portcullis.yaml of the home folder unless given')
    .option('--home <folder>', 'folder of a first installation', homeFolder())
    .option('--workers <count>', 'processes that take calls, or `auto`: one for each processor', readWorkers)
    .action((options: StartOptions) => start(options))
}

async function start({ config, home, workers }: StartOptions): Promise<void> {
  const path = resolve(config ?? join(home, 'portcullis.yaml'))
  const fresh = !existsSync(path)
  if (fresh && config !== undefined)
    fail(`There is no file ${path}. Write one, or leave --config out for a first installation.`)
  const made = fresh ? await firstRun(resolve(home)) : undefined
  const telling = { diagnose, onStderr: tellChild, speak }
  const running = await run(path, telling, { sample: await sampleUrl(dirname(path)), workers })
  if (!('origin' in running)) return fail(problemLines(running))
  const sample = await startSample(dirname(path), diagnose)
  say(`Portcullis listens on ${running.origin}`)
  for (const { slug } of running.configuration.servers) say(`  ${running.origin}/mcp/${slug}`)
  const administration = await running.administration()
  if (administration !== undefined) say(`Control plane: ${administration.origin}`)
  const catalogue = await running.catalogue()
  if (catalogue !== undefined) say(`Catalogue:     ${catalogue}`)
  say(`Configuration: ${path}`)
  say(`Decision log:  ${running.configuration.settings.log.file}`)
  if (administration?.setUp !== undefined) for (const line of setUpLines(administration.setUp)) say(line)
  if (made !== undefined) for (const line of made.welcome(running.origin)) say(line)
  stopOnSignal(async () => {
    diagnose('Stopping: calls in flight are finished first.')
    await running.stop()
    await sample?.stop()
    return 0
  })
}

const setUpLines = (link: string): readonly string[] => [
  '',
  'The control plane has no account yet. Whoever opens this link within 30 minutes makes the first one, its operator:',
  `  ${link}`,
]

/** Ends in order on the first signal, with the code that `stop` resolves to; at once on the second. */
export function stopOnSignal(stop: () => Promise<number>): void {
  let stopping = false
  const onSignal = (): void => {
    if (stopping) process.exit(130)
    stopping = true
    stop().then(
      (code) => process.exit(code),
      (cause: unknown) => fail(`The gateway did not stop in order: ${String(cause)}`),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}
