import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests run from the sources: workspaces resolve each other through the `source` condition. */
export default defineConfig({
  resolve: { conditions: ['portcullis-source'] },
  ssr: { resolve: { conditions: ['portcullis-source'] } },
  test: {
    // What our commands print is compared as text: no colours, whatever a CI's environment asks for.
    env: { NO_COLOR: '1' },
    // Properties take their time where the machine is busy; what has to be quick says so itself.
    testTimeout: 30_000,
    // Whole-product tests wait more than they work: three at once, also where there are two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Modules without state are read once for a worker, not once for a file; whole-product tests have a world each.
    projects: [
      { extends: true, test: { name: 'engine', isolate: false, include: ['packages/engine/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'catalogue', isolate: false, include: ['packages/catalogue/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'workbench', isolate: false, include: ['packages/workbench/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'site', isolate: false, include: ['packages/site/src/**/*.test.{ts,tsx}'] } },
      { extends: true, test: { name: 'sandbox', include: ['packages/sandbox/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'server', isolate: false, include: ['packages/server/src/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'product', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
})
