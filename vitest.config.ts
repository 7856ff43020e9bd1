import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { TRIED_AGAIN } from './test/tried-again.ts'
import { WholeProductFirst } from './test/whole-product-first.ts'

const PACKAGES = ['engine', 'catalogue', 'workbench', 'site', 'sandbox', 'server', 'dashboard'].map((name) => ({
  name,
  include: [`packages/${name}/src/**/*.test.{ts,tsx}`],
}))
/** Each package is a project for who asks for it by name; together they are one: what they share is then read once. */
const areNamed = process.argv.some((word) => word.startsWith('--project'))

const JOURNEYS = 'test/browser/dashboard-*.test.ts'

/** Tests run from the sources: workspaces resolve each other through the `source` condition. */
export default defineConfig({
  resolve: { conditions: ['portcullis-source'] },
  ssr: { resolve: { conditions: ['portcullis-source'] } },
  test: {
    // What was translated for one project, worker or run is not translated again.
    experimental: { fsModuleCache: true },
    // What our commands print is compared as text: no colours, whatever a CI's environment asks for.
    env: { NO_COLOR: '1' },
    // Far more than anything takes: what hangs is found, and a busy machine is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // Whole-product tests wait more than they work: three at once, also where there are two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: WholeProductFirst },
    // Modules are read once for a worker, not once for a file: what has to be new for each file is made there.
    projects: [
      ...(areNamed ? PACKAGES : [{ name: 'packages', include: PACKAGES.flatMap(({ include }) => include) }]).map(
        ({ name, include }) => ({
          extends: true as const,
          test: { name, include, isolate: false, setupFiles: ['test/property-seed.ts'] },
        }),
      ),
      {
        extends: true,
        test: {
          name: 'product',
          include: ['test/**/*.test.ts'],
          exclude: [JOURNEYS],
          isolate: false,
          globalSetup: ['test/joined-programs.ts'],
          setupFiles: ['test/property-seed.ts', 'test/ends-processes.ts'],
          ...TRIED_AGAIN,
        },
      },
      // One product and one browser for all journeys through the dashboard; each file has an organisation of its own.
      {
        extends: true,
        test: {
          name: 'journeys',
          include: [JOURNEYS],
          isolate: false,
          globalSetup: ['test/joined-programs.ts', 'test/browser/dashboard-setup.ts'],
          setupFiles: ['test/property-seed.ts', 'test/ends-processes.ts'],
          ...TRIED_AGAIN,
        },
      },
    ],
  },
})
