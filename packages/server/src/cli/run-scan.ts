/** The scan of a machine: files found, read, judged, and the report written. */
import { writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { openKnown } from '@portcullis/catalogue'
import { readFileSet } from '../config/file-set.ts'
import { loadConfiguration } from '../config/load.ts'
import { systemClock } from '../ports/clock.ts'
import { scanCode, scanCodes } from '../scan/fail-on.ts'
import { gatewayAt, gatewayOf, type KnownGateway } from '../scan/gateway.ts'
import { htmlReport } from '../scan/html-report.ts'
import { jsonReport } from '../scan/json-report.ts'
import { markdownReport } from '../scan/markdown-report.ts'
import { clientOf, type Machine, type Place, projectPlaces, userPlaces } from '../scan/places.ts'
import { type ReadFile, readPlace } from '../scan/read-files.ts'
import { sarifReport } from '../scan/sarif-report.ts'
import { type Asked, scan } from '../scan/scan.ts'
import type { ScanReport } from '../scan/scan-report.ts'
import { terminalReport } from '../scan/terminal-report.ts'
import { openFacts } from '../store/facts/facts.ts'
import type { CommandOutput } from './command-output.ts'
import type { ScanOptions } from './scan.ts'

/** This program, from sources as from what is built of them. */
const BIN = fileURLToPath(new URL('../../bin/portcullis.js', import.meta.url))

/** What the command gets from its surroundings. */
export interface ScanWorld extends Machine {
  readonly version: string
  readonly folder: string
  /** Asks yes or no; absent without a terminal. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined
  readonly colors: boolean
  readonly width: number
}

/** Something that keeps the scan from starting: what was tried and what to do. */
class ScanProblem extends Error {}

function placesOf({ config, home, project }: ScanOptions, world: ScanWorld): readonly Place[] {
  if (config !== undefined) {
    // A file is the user's own only where the user's own files are: any other may have come with somebody's project.
    const own = new Set(userPlaces(world).map(({ path }) => path))
    return config.map((path) => {
      const whole = resolve(world.folder, path)
      return { client: clientOf(whole), path: whole, origin: own.has(whole) ? 'user' : 'project' }
    })
  }
  return [...(home ? userPlaces(world) : []), ...projectPlaces(resolve(world.folder, project), world.platform)]
}

async function filesAt(places: readonly Place[], mustBe: boolean): Promise<readonly ReadFile[]> {
  // The first word holds: in the home folder, a user's file is in the place of a project's as well.
  const unique = places.filter(({ path }, at) => places.findIndex((one) => one.path === path) === at)
  const files = await Promise.all(unique.map(readPlace))
  return files.flatMap((file, at): readonly ReadFile[] => {
    const place = unique[at]
    if (file !== undefined || place === undefined || !mustBe) return file === undefined ? [] : [file]
    return [{ ...place, ok: false, problem: 'There is no such file. Correct the path.', line: 1 }]
  })
}

/** The gateway that was named, or the one that a first start made in this folder. */
async function gatewayFor({ gateway }: ScanOptions, world: ScanWorld): Promise<KnownGateway | undefined> {
  if (gateway !== undefined && /^https?:\/\//i.test(gateway)) return gatewayAt(gateway)
  for (const path of gateway === undefined ? ['portcullis.yaml', 'data/portcullis.yaml'] : [gateway]) {
    const set = await readFileSet(resolve(world.folder, path))
    if (set.files.get(set.main)?.ok !== true) {
      if (gateway === undefined) continue
      throw new ScanProblem(`The gateway’s configuration ${path} cannot be read. Name its file, or the gateway’s URL.`)
    }
    const loaded = loadConfiguration(set, { environment: world.environment, portable: true })
    if (loaded.ok) return gatewayOf(loaded.configuration)
    if (gateway !== undefined)
      throw new ScanProblem(`The gateway’s configuration ${path} has errors: see \`portcullis check ${path}\`.`)
  }
  return undefined
}

async function ask(
  files: readonly ReadFile[],
  options: ScanOptions,
  world: ScanWorld,
): Promise<ReadonlyMap<string, Asked>> {
  const { askServers } = await import('../scan/ask-servers.ts')
  return askServers(files, {
    allowed: new Set(options.allow ?? []),
    ask: world.ask,
    environment: world.environment,
    folders: { user: world.home, project: resolve(world.folder, options.project) },
    day: new Date(systemClock.now()).toISOString().slice(0, 10),
  })
}

/** Scans; throws `ScanProblem` where it cannot even begin. */
export async function scanMachine(options: ScanOptions, world: ScanWorld): Promise<ScanReport> {
  const files = await filesAt(placesOf(options, world), options.config !== undefined)
  const gateway = await gatewayFor(options, world)
  const { lines, head } = openFacts(options.data === undefined ? undefined : resolve(world.folder, options.data))
  const asked = options.introspect ? await ask(files, options, world) : undefined
  return scan({
    version: world.version,
    files,
    known: openKnown(lines, head),
    gateway,
    home: world.home,
    bin: BIN,
    ...(asked !== undefined && { asked }),
  })
}

function formatted(report: ScanReport, options: ScanOptions, world: ScanWorld): string {
  switch (options.format) {
    case 'terminal': {
      const colors = world.colors && options.output === undefined
      return terminalReport(report, { colors, home: world.home, width: world.width, all: options.all })
    }
    case 'json':
      return jsonReport(report)
    case 'sarif':
      return sarifReport(report, resolve(world.folder, options.project))
    case 'html':
      return htmlReport(report, world.home)
    case 'markdown':
      return markdownReport(report, world.home)
    default:
      return options.format satisfies never
  }
}

/** Runs the command. */
export async function runScan(options: ScanOptions, world: ScanWorld, output: CommandOutput): Promise<void> {
  try {
    const report = await scanMachine(options, world)
    const text = formatted(report, options, world)
    if (options.output === undefined) output.out(text)
    else await writeFile(resolve(world.folder, options.output), text, { mode: 0o600 })
    const isShown = options.format === 'terminal' && options.output === undefined
    for (const { path, line, problem } of isShown ? [] : report.unread)
      output.error(`portcullis ${path}:${line}: ${problem}\n`)
    output.exit(scanCode(report, options.failOn ?? []))
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    output.error(`portcullis ${problem}\n`)
    output.exit(scanCodes.unread)
  }
}

async function askAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`\n${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

/** The surroundings of this process. */
export function processWorld(version: string): ScanWorld {
  const { platform, env, stdin, stdout, stderr } = process
  return {
    version,
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    home: homedir(),
    environment: env,
    folder: process.cwd(),
    ask: stdin.isTTY && stderr.isTTY ? askAtTerminal : undefined,
    colors: stdout.isTTY === true && env['NO_COLOR'] === undefined,
    width: Math.min(Math.max(stdout.columns ?? 100, 60), 120),
  }
}
