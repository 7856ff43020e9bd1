import { defineConfig } from 'vitest/config'

/** Storms, soaks and large fuzzing: `npm run test:long`. */
export default defineConfig({
  resolve: { conditions: ['portcullis-source'] },
  ssr: { resolve: { conditions: ['portcullis-source'] } },
  test: {
    include: ['test/long/**/*.long.ts'],
    globalSetup: ['test/joined-programs.ts'],
    setupFiles: ['test/property-seed.ts', 'test/ends-processes.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
