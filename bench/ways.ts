/** All ways, and which of them are started. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled } from './processes.ts'
import {
  DIRECT,
  DIRECT_EVENTS,
  EVENTS_PATH,
  type Identity,
  JSON_PATH,
  type Missing,
  type Place,
  type Starter,
  type Way,
} from './way.ts'
import { compositions } from './ways/composed.ts'
import { gateways } from './ways/gateway.ts'
import { peers } from './ways/peers.ts'
import { proxies } from './ways/proxies.ts'

const STARTERS: readonly Starter[] = [...proxies, ...gateways, ...compositions, ...peers]

/** A certificate of this run, on P-256 as nearly all are; undefined where openssl is not installed. */
export function makeIdentity(folder: string): Identity | undefined {
  if (!isInstalled('openssl', 'version')) return undefined
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', [...kind, ...names, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' })
  return { keyFile, certificateFile, certificate: readFileSync(certificateFile, 'utf8') }
}

/** Starts every way that is wanted; those that cannot be started are named with the reason. */
export async function startWays(place: Place, wanted: ReadonlySet<string>): Promise<readonly (Way | Missing)[]> {
  const { port, pid } = place.upstream
  const ways: (Way | Missing)[] = [
    { name: DIRECT, port, path: JSON_PATH, pid },
    { name: DIRECT_EVENTS, port, path: EVENTS_PATH, pid },
  ]
  for (const { names, start } of STARTERS) {
    if (!names.some((name) => wanted.has(name))) continue
    try {
      ways.push(...(await start(place)))
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      ways.push(...names.map((name) => ({ name, why })))
    }
  }
  return ways
}
