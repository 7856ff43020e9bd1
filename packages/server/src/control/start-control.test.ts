import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { ControlStart, FileFacts, FromControl, ToControl } from './messages.ts'
import { startControl } from './start-control.ts'

const file: FileFacts = {
  ...{ templates: [], allowDestinations: [], ownListeners: [], guarded: [], servers: [] },
  holdings: { servers: [], policies: [], grants: [] },
}
const start: ControlStart = {
  ...{ host: '127.0.0.1', port: 4101, hosts: [], origin: undefined, tls: undefined, trustedProxies: [] },
  ...{
    dataFolder: '/nowhere',
    keys: { installation: '/nowhere/key', sealing: '/nowhere/seal.keys' },
    gateway: { name: 'gwtest', boot: { folder: 'f', epoch: 1 }, confirmWithin: 5000, connections: 10 },
    log: '/nowhere/log',
    registration: 'invite',
    factsMonths: 3,
    watchers: { networks: [], tokenDigest: undefined },
    database: undefined,
    mail: undefined,
    file,
  },
}

/** A thread's program, written here: it says what it hears, and ends when it is told to. */
const program = (text: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'
const say = (m) => parentPort.postMessage(m)
parentPort.on('message', (m) => { say({ kind: 'says', text: JSON.stringify(m) }); if (m.kind === 'close') process.exit(0) })
${text}`)}`,
  )

function started(text: string) {
  const lines: string[] = []
  const heard: FromControl[] = []
  let attached: ((message: ToControl) => void) | undefined
  let attachments = 0
  let onReady: () => void = () => undefined
  const control = startControl({
    start,
    line: {
      ready: new Promise<void>((resolve) => {
        onReady = resolve
      }),
      hear(message) {
        heard.push(message)
        if (message.kind === 'directory') onReady()
      },
      attach(send) {
        attachments++
        attached = send
      },
      detach() {
        attached = undefined
      },
    },
    diagnose: (line) => void lines.push(line),
    program: program(text),
    pause: 20,
  })
  return { control, lines, heard, attached: () => attached, attachments: () => attachments }
}

describe("the control plane's thread", () => {
  test('begins when the gateway holds what it knows, and says where it listens', async () => {
    const { control, heard, lines, attached } = started(
      `say({ kind: 'directory', number: 1, change: {} }); say({ kind: 'listening', port: 7, setUp: 'http://x/set-up#y' })`,
    )
    expect(await control.begun).toBeUndefined()
    expect(await control.listening).toEqual(expect.objectContaining({ port: 7, setUp: 'http://x/set-up#y' }))
    expect(heard.map(({ kind }) => kind)).toEqual(['directory'])
    control.adopt({ ...file, servers: ['a'] }, undefined)
    attached()?.({ kind: 'in_force', number: 1 })
    await control.close(1000)
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['file', 'file', 'in_force', 'close'])
    expect(attached()).toBeUndefined()
  })

  test('that cannot work says why, to whoever starts the gateway', async () => {
    const { control } = started(
      `say({ kind: 'failed', problem: 'The database is newer.' }); setTimeout(() => process.exit(1), 5)`,
    )
    expect(await control.begun).toBe('The database is newer.')
    await control.close(100)
    expect(await control.listening).toBeUndefined()
  })

  test('that cannot listen goes on, and says what to write', async () => {
    const { control, lines } = started(`say({ kind: 'refused', code: 'EADDRINUSE' })`)
    await expect.poll(() => lines.some((line) => line.includes('listen.admin'))).toBe(true)
    expect(lines.join('\n')).toMatch(/127\.0\.0\.1:4101: another program listens there/)
    await control.close(1000)
  })

  test('that crashes is started again, told of the latest file, and attached anew', async () => {
    const { control, lines, attachments } = started(`setTimeout(() => { throw new Error('gone astray') }, 30)`)
    control.adopt({ ...file, servers: ['latest'] }, { cert: 'c', key: 'k' })
    await expect.poll(() => attachments()).toBeGreaterThan(2)
    expect(lines.filter((line) => line.includes('"latest"')).length).toBeGreaterThan(1)
    expect(lines.filter((line) => line.startsWith('{"kind":"tls"')).length).toBeGreaterThan(1)
    expect(lines.filter((line) => line.includes('gone astray'))).toHaveLength(1)
    await control.close(1000)
    const count = attachments()
    await wait(80)
    expect(attachments()).toBe(count)
  })
})
