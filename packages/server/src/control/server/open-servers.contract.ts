/** A control plane over SQLite with servers' routes, and servers to be visited; gone after the test. */
import { onTestFinished } from 'vitest'
import type { Route } from '../api/route.ts'
import { SERVER_ROUTES } from '../routes/server-routes.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { type ScriptedServer, startScripted } from './scripted-server.contract.ts'
import { type TestServerOptions, testServerParts } from './test-server-parts.contract.ts'

/** Opens one. */
export async function openServers(options: TestServerOptions = {}): Promise<TestControl> {
  const test = await openTestControl(testServerParts(options), SERVER_ROUTES as readonly Route[])
  onTestFinished(() => test.close())
  return test
}

/** A server with tools of these names. */
export async function scripted(...names: readonly string[]): Promise<ScriptedServer> {
  const server = await startScripted(names.map((name) => ({ name, description: `Does ${name}` })))
  onTestFinished(() => server.close())
  return server
}

/** Where servers of `acme` are. */
export const ACME = '/organisations/acme/servers'

/** What is sent for a server by URL. */
export const wish = (url: string, more: object = {}) => ({ body: { slug: 'files', from: { url }, ...more } })
