/** `portcullis demo`: a first installation in a folder that is thrown away, and what its policy does to an agent. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import colors from 'picocolors'
import { systemClock } from '../ports/clock.ts'
import { type Answer, createDemoClient, type DemoClient } from './demo-client.ts'
import { firstRun } from './first-run.ts'
import { printLog } from './log.ts'
import { problemLines } from './read-configuration.ts'
import { run } from './running.ts'
import { SAMPLE_SLUG, startSample } from './sample.ts'
import { diagnose, fail, say } from './telling.ts'

const MINUTE = 60_000
/** The calls of the demonstration must fall into one minute. */
const NEEDED = 10_000
const CALLS = 31

/** Registers the command. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('show in the terminal what a policy does: list tools, reach a limit, try what is denied, read the log')
    .action(demo)
}

async function demo(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'portcullis-demo-'))
  const problem = await demonstrate(home).finally(() => rm(home, { recursive: true, force: true }))
  if (problem !== undefined) fail(problem)
}

/** @returns why it could not be shown */
async function demonstrate(home: string): Promise<string | undefined> {
  // Whatever else runs on this machine has its ports already: the demonstration takes any.
  const { token } = await firstRun(home, { gateway: 0, admin: 0, catalogue: 0, sample: 0 })
  const running = await run(join(home, 'portcullis.yaml'), { diagnose })
  if (!('origin' in running)) return problemLines(running)
  const sample = await startSample(home, diagnose)
  await show(createDemoClient(`${running.origin}/mcp/${SAMPLE_SLUG}`, token))
  await running.stop()
  await sample?.stop()
  await showLog(running.configuration.settings.log.file)
  return undefined
}

async function show(client: DemoClient): Promise<void> {
  heading('The policy: create_coupon_code 30 times a minute, everything else is denied.')
  heading('The agent lists its tools')
  const tools = await client.listTools()
  say(`  ${tools.length} tools: ${tools.slice(0, 6).join(', ')}, …`)

  const left = MINUTE - (systemClock.now() % MINUTE)
  if (left < NEEDED) {
    say(
      colors.dim(`  (waiting ${Math.ceil(left / 1000)} s for the next minute, so that all calls count in one window)`),
    )
    await wait(left)
  }
  heading(`It calls create_coupon_code ${CALLS} times`)
  let passed = 0
  for (let i = 1; i <= CALLS; i++) {
    const answer = await client.call('create_coupon_code', { coupon_id: 'WELCOME10', code: `DEMO-${i}` })
    if (answer.refused === undefined) passed++
    else {
      say(`  ${passed} passed. The ${i}st was refused:`)
      sayRefusal(answer)
    }
  }
  heading('It tries delete_profile')
  sayRefusal(await client.call('delete_profile', { id: '01DEMO' }))
}

function sayRefusal({ text, refused }: Answer): void {
  say(`  ${colors.yellow(text)}`)
  if (refused !== undefined) say(colors.dim(`  code ${refused.code}, rule ${refused.rule ?? '–'}`))
}

async function showLog(path: string): Promise<void> {
  heading('What the decision log says (the last five decisions; no argument value is in it)')
  await printLog(
    path,
    { tail: 5 },
    {
      write: (text) => process.stdout.write(text),
      colour: colors.isColorSupported,
      stop: new AbortController().signal,
    },
  )
}

const heading = (text: string): void => say(`\n${colors.bold(text)}`)
