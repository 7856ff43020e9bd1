/** One product with its control plane, one sample server and one browser, for all journeys through the dashboard. */
import { type Sandbox, startSandbox } from '@portcullis/sandbox'
import { type BrowserServer, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { type ControlledProcess, firstAccount, startControlled } from '../control-process.ts'
import { CHROMIUM } from './chromium.ts'

/** What journeys find. */
export interface Installed {
  /** Where people administer. */
  readonly admin: string
  /** Where MCP clients connect. */
  readonly origin: string
  /** Address of the sample server. */
  readonly upstream: string
  /** What proves the first account. */
  readonly headers: Readonly<Record<string, string>>
  /** Where the browser is driven. */
  readonly browser: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    installed: Installed | undefined
  }
}

/** A product that runs, with what it needs. */
export interface Installation {
  readonly installed: Installed
  /** Of the product: its configuration, and its `state`. */
  readonly folder: string
  readonly end: () => Promise<void>
}

/** Starts all of it. There has to be a browser. */
export async function install(): Promise<Installation> {
  const sandbox: Sandbox = await startSandbox({ port: 0 })
  const destination = new URL(sandbox.url).host
  const [running, browser]: [ControlledProcess, BrowserServer] = await Promise.all([
    startControlled({ allow_destinations: [destination] }),
    chromium.launchServer({ executablePath: CHROMIUM ?? '' }),
  ])
  const { headers } = await firstAccount(running)
  return {
    installed: {
      admin: running.admin,
      origin: running.origin,
      upstream: sandbox.url,
      headers,
      browser: browser.wsEndpoint(),
    },
    folder: running.folder,
    async end() {
      await Promise.all([browser.close(), running.close()])
      await sandbox.close()
    },
  }
}

let installation: Installation | undefined

/** Starts it for all files; without a browser nothing, and the journeys are skipped. */
export async function setup(project: TestProject): Promise<void> {
  installation = CHROMIUM === undefined ? undefined : await install()
  project.provide('installed', installation?.installed)
}

/** Ends it. */
export async function teardown(): Promise<void> {
  await installation?.end()
}
