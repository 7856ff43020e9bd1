/**
 * The door for whoever is on the machine: commands of the user who runs the gateway act as its operator. What proves it is a
 * secret in a file of the data folder that only this user can read; it is good as long as this control plane runs.
 */
import { rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { digestToken, mintSecret, sameSecret, secretDigest } from '../../crypto/token.ts'
import { machineActor } from '../actor.ts'
import type { Authenticate } from '../api/authenticate.ts'
import type { ControlStart } from '../messages.ts'
import { DOOR_FILE, writeDoor } from './door-file.ts'

/** The door of a control plane that runs. */
export interface MachineDoor {
  /** Knows the door's secret, and asks `others` about everything else. */
  authenticate(others: Authenticate): Authenticate
  /** The port is known: commands find it from now on. */
  open(port: number): void
  /** The listener has another certificate. */
  renew(certificate: string): void
  /** Takes the file away. */
  close(): void
}

const BEARER = /^Bearer (pcm_[0-9A-Za-z]+)$/

/** Makes the secret; nothing is written before `open`. */
export function machineDoor(start: Pick<ControlStart, 'host' | 'tls' | 'dataFolder'>): MachineDoor {
  const secret = mintSecret('machine')
  const digest = digestToken(secret)
  const path = join(start.dataFolder, DOOR_FILE)
  let certificate = start.tls?.cert
  let opened: number | undefined
  const write = (port: number): void => writeDoor(path, { origin: originOf(start, port), secret, certificate })
  return {
    authenticate: (others) => async (control, request, address) => {
      const presented = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
      const known = presented === undefined ? undefined : secretDigest('machine', presented)
      if (known === undefined || !sameSecret(known, digest)) return others(control, request, address)
      return machineActor(userInfo().username)
    },
    open(port) {
      opened = port
      write(port)
    },
    renew(next) {
      certificate = next
      if (opened !== undefined) write(opened)
    },
    close() {
      rmSync(path, { force: true })
    },
  }
}

/** Where this machine itself reaches the listener. */
function originOf({ host, tls }: Pick<ControlStart, 'host' | 'tls'>, port: number): string {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `${tls === undefined ? 'http' : 'https'}://${near.includes(':') ? `[${near}]` : near}:${port}`
}
