import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { TRIED_AGAIN } from './test/tried-again.ts'

/** What counts executions, or admissions. */
const COUNTED = [
  'approvals-*',
  'control-*',
  'counter-*',
  'gateways-*',
  'installation',
  'many-*',
  'redis-*',
  'storm',
  'workers',
].map((name) => `test/long/${name}.long.ts`)
/** Names between commas that `LEAVE_OUT` gives: what somebody has no time for. */
const LEFT_OUT = (process.env['LEAVE_OUT'] ?? '')
  .split(',')
  .filter((name) => name !== '')
  .map((name) => `test/long/${name}.long.ts`)
/** Whether a test goes through the dashboard that all journeys share. */
const JOURNEYS = 'test/browser/dashboard-*'
const isJourney = (path: string): boolean => path.startsWith(JOURNEYS.slice(0, -1))
/** What `npm test` tried the first variants of: here are all. */
const THOROUGH = ['test', 'packages/site/src']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => /\.test\.tsx?$/.test(path) && readFileSync(path, 'utf8').includes("/thorough.ts'"))
const IN_FULL = { env: { NO_COLOR: '1', TEST_THOROUGH: 'on' }, ...TRIED_AGAIN }
const SHARED = {
  globalSetup: ['test/joined-programs.ts'],
  setupFiles: ['test/property-seed.ts', 'test/ends-processes.ts'],
  testTimeout: 600_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
}

/** Storms, soaks and large fuzzing: `npm run test:long`. */
export default defineConfig({
  resolve: { conditions: ['portcullis-source'] },
  ssr: { resolve: { conditions: ['portcullis-source'] } },
  test: {
    // What was translated for one project, worker or run is not translated again.
    experimental: { fsModuleCache: true },
    fileParallelism: false,
    // What `npm test` left out comes first: where there is an end to the time, the others are cut off.
    projects: [
      // What counts executions has one try: a limit that is passed once in two runs is broken.
      { extends: true, test: { ...SHARED, name: 'counted', include: COUNTED, sequence: { groupOrder: 3 } } },
      // What waits for browsers, guides and processes may be upset by a machine that is busy: what is wrong fails again.
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'others',
          include: ['test/**/*.long.ts'],
          exclude: [...COUNTED, ...LEFT_OUT, `${JOURNEYS}.long.ts`],
          retry: 1,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'thorough',
          include: THOROUGH.filter((path) => !isJourney(path)),
          sequence: { groupOrder: 2 },
          ...IN_FULL,
        },
      },
      {
        extends: true,
        test: {
          ...SHARED,
          name: 'journeys',
          include: [`${JOURNEYS}.long.ts`, ...THOROUGH.filter(isJourney)],
          globalSetup: [...SHARED.globalSetup, 'test/browser/dashboard-setup.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
          ...IN_FULL,
        },
      },
    ],
  },
})
