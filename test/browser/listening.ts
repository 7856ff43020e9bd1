/** A control plane of a test, where a browser can reach it. */
import { createAuthenticate } from '../../packages/server/src/control/account/authenticate.ts'
import { createApp } from '../../packages/server/src/control/api/app.ts'
import { openAddresses } from '../../packages/server/src/control/api/raw.ts'
import type { Route } from '../../packages/server/src/control/api/route.ts'
import type { Control } from '../../packages/server/src/control/control.ts'
import { listenControl } from '../../packages/server/src/control/listener.ts'
import { ROUTES } from '../../packages/server/src/control/routes/index.ts'
import { RAW_ROUTES } from '../../packages/server/src/control/routes/raw.ts'
import { serverIdOf } from '../../packages/server/src/control/server/find-server.ts'
import type { Listener } from '../../packages/server/src/listener/listen.ts'

/** It listens. */
export interface Listening extends Listener {
  readonly origin: string
}

const fail = (error: unknown): never => {
  throw error
}

/** Listens on a free port, by its number and as `localhost`; from then on the control plane knows its origin. */
export async function listening(control: Control): Promise<Listening> {
  const listener = await listenControl({
    host: '127.0.0.1',
    port: 0,
    hosts: (port) => new Set([`127.0.0.1:${port}`, `localhost:${port}`]),
    openToPages: openAddresses(RAW_ROUTES),
    addressOf: ({ socket }) => socket.remoteAddress,
    answer: createApp({
      control,
      routes: ROUTES as readonly Route[],
      raw: RAW_ROUTES,
      authenticate: createAuthenticate(),
      serverOf: serverIdOf,
      onError: fail,
    }),
    onError: fail,
  })
  const origin = `http://127.0.0.1:${listener.port}`
  Object.assign(control, { origin })
  return { ...listener, origin }
}
