/**
 * Programs that tests start hundreds of times, each joined into a few files: Node then reads ten files and not eight
 * hundred, and a start costs half. Everything else of them is as in the sources; what was built is started by the tests of
 * a first start, of a first team, and of wrapping as it is typed.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache')

/** Variables of the tests that hold where a joined program is, and its source. */
const PROGRAMS = {
  TEST_PORTCULLIS: 'packages/server/src/main.ts',
  TEST_SANDBOX: 'packages/sandbox/src/main.ts',
  TEST_FIXTURE: 'test/fixture/main.ts',
} as const

/** Programs of threads and of further processes: the product looks for them beside its own folder. */
const THREADS = {
  'compose/control': 'packages/server/src/compose/control.ts',
  'compose/catalogue': 'packages/server/src/compose/catalogue.ts',
  'cli/workers/worker': 'packages/server/src/cli/workers/worker.ts',
}
/** What the modules call that look for those: beside a joined file they find the joined program. */
const STARTS_THREAD = 'programBeside('

/** With parts that are no JavaScript, or that cannot be joined. */
const LEFT_OUT = ['better-sqlite3', 'better-sqlite3-13', 'pg', 'pg-native', '@resvg/resvg-wasm', 'jsonc-parser']

/** What is used of the bundler that `tsx` brings. */
interface Bundler {
  build(options: object): Promise<unknown>
}
interface Reading {
  onLoad(
    where: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => Promise<{ contents: string; loader: string } | undefined>,
  ): void
}

/** Each run has its own, named after its process. */
const NAME = /^joined-programs-(\d+)$/
const folder = join(CACHE, `joined-programs-${process.pid}`)

/** Joins the programs, once for all files and projects of a run. */
export async function setup(): Promise<void> {
  if (process.env['TEST_PORTCULLIS'] !== undefined) return
  await removeAbandoned()
  const bundler: Bundler = createRequire(createRequire(import.meta.url).resolve('tsx'))('esbuild')
  const entries = Object.entries(PROGRAMS)
  await bundler.build({
    absWorkingDir: ROOT,
    entryPoints: { ...Object.fromEntries(entries.map(([name, path]) => [`programs/${name}`, path])), ...THREADS },
    outdir: folder,
    chunkNames: 'chunks/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Less to read at each start; names stay.
    minifyWhitespace: true,
    minifySyntax: true,
    conditions: ['portcullis-source'],
    external: LEFT_OUT,
    banner: {
      js: "import { createRequire as __requireOf } from 'node:module'; const require = __requireOf(import.meta.url);",
    },
    plugins: [{ name: 'own places', setup: keepPlaces }],
    logLevel: 'warning',
  })
  for (const [name] of entries) process.env[name] = join(folder, 'programs', `${name}.js`)
}

/** Removes them. */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** A run that was killed left what it had joined. */
async function removeAbandoned(): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  for (const name of await readdir(CACHE)) {
    const pid = NAME.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(CACHE, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Modules find files beside themselves: each keeps the address of its source, wherever it was joined into. */
function keepPlaces(reading: Reading): void {
  reading.onLoad({ filter: /\/packages\/[a-z]+\/src\/.*\.tsx?$|\/test\/.*\.ts$/ }, async ({ path }) => {
    const text = await readFile(path, 'utf8')
    if (!text.includes('import.meta.url') || text.includes(STARTS_THREAD)) return undefined
    const place = JSON.stringify(relative(join(folder, 'chunks'), path))
    const contents = text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`)
    return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
  })
}
