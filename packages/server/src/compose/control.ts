/** The program of the control plane's thread: opens it, tells the gateway what is in force, listens. */
import { parentPort, workerData } from 'node:worker_threads'
import { listenControl } from '../control/listener.ts'
import type { ControlStart, FromControl, ListenerTls, ToControl } from '../control/messages.ts'
import { clientAddress, proxyTrust } from '../gateway/transport/client-address.ts'
import type { Listener } from '../listener/listen.ts'
import { systemClock } from '../ports/clock.ts'
import { isAway } from '../store/sql/away.ts'
import { type ControlPlane, openControlPlane } from './control-plane.ts'

const gatewayThread = parentPort
if (gatewayThread === null) throw new Error('This program is a thread of the gateway: it is not run by itself.')
const say = (message: FromControl): void => gatewayThread.postMessage(message)
const start: ControlStart = workerData

/** Milliseconds after which an address that could not be had is tried again. */
const AGAIN = 5000

/** Messages that came before the control plane was open. */
const early: Exclude<ToControl, { readonly kind: 'close' | 'tls' }>[] = []
let plane: ControlPlane | undefined
let listener: Listener | undefined
let tls: ListenerTls | undefined = start.tls

/** Milliseconds within which the same trouble is said once: what is tried every half second fails every half second. */
const ONCE_IN = 60_000
const reported = { text: '', at: 0 }

function report(error: unknown): void {
  const reason = isAway(error) ? AWAY : error instanceof Error ? (error.stack ?? error.message) : String(error)
  const at = systemClock.monotonic()
  if (reported.text === reason && at - reported.at < ONCE_IN) return
  Object.assign(reported, { text: reason, at })
  say({ kind: 'says', text: `The control plane could not do what it was asked. Cause: ${reason}` })
}

/** Everything fails at once while it is away, each part in its own place. */
const AWAY =
  'The database does not answer. It is asked again and again: see that it runs, and can be reached from here.'

async function begin(): Promise<void> {
  const opened = await openControlPlane(start, { send: say, onError: report })
  if ('problem' in opened) {
    say({ kind: 'failed', problem: opened.problem })
    process.exit(1)
  }
  plane = opened
  if (tls !== undefined) opened.renewed(tls.cert)
  for (const message of early.splice(0)) opened.hear(message)
  await opened.feed()
  await tryToListen(opened)
}

/** An address that is taken keeps nothing from being in force: it is tried again and again. */
async function tryToListen(opened: ControlPlane): Promise<void> {
  let said = false
  for (;;) {
    try {
      listener = await listen(opened)
      opened.listensOn(listener.port)
      return say({ kind: 'listening', port: listener.port, setUp: await opened.setUpLink() })
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
      if (!said) say({ kind: 'refused', code })
      said = true
      await new Promise((resolve) => setTimeout(resolve, AGAIN))
    }
  }
}

function listen(opened: ControlPlane): Promise<Listener> {
  const trust = proxyTrust(start.trustedProxies)
  return listenControl({
    host: start.host,
    port: start.port,
    tls,
    hosts: (port) => new Set(start.hosts.map((host) => host.replace(/:0$/, `:${port}`))),
    openToPages: opened.openToPages,
    addressOf: ({ socket, headers }) => {
      const forwarded = headers['x-forwarded-for']
      return clientAddress(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, trust)
    },
    answer: opened.answer,
    anyway: opened.probe,
    onError: report,
  })
}

/** Connections that are open go on as they are; one that is about to be opened later takes the new pair by itself. */
function renew(next: ListenerTls): void {
  tls = next
  try {
    listener?.renew(next)
    plane?.renewed(next.cert)
  } catch (cause) {
    report(cause)
  }
}

async function close(grace: number): Promise<void> {
  plane?.endStreams()
  await listener?.close(grace)
  await plane?.close()
  process.exit(0)
}

gatewayThread.on('message', (message: ToControl) => {
  if (message.kind === 'close') void close(message.grace)
  else if (message.kind === 'tls') renew(message.tls)
  else if (plane === undefined) early.push(message)
  else plane.hear(message)
})

begin().catch((cause: unknown) => {
  say({ kind: 'failed', problem: cause instanceof Error ? cause.message : String(cause) })
  process.exit(1)
})
