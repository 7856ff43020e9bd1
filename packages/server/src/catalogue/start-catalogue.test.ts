import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CatalogueStart } from './messages.ts'
import { startCatalogue } from './start-catalogue.ts'

const start: CatalogueStart = {
  ...{ host: '127.0.0.1', port: 0, hosts: [], origin: undefined, gateway: 'http://127.0.0.1:4100' },
  ...{ trustedProxies: [], openToPages: false, warm: false, dataFolder: '/nowhere', contact: undefined },
}

/** A thread's program, written here. */
const program = (text: string): URL =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads';${text}`)}`)

const obedient = `parentPort.on('message', (m) => {
  parentPort.postMessage({ kind: 'says', text: JSON.stringify(m) })
  if (m.kind === 'close') process.exit(0)
})`

function started(text: string) {
  const lines: string[] = []
  const diagnose = (line: string): void => void lines.push(line)
  const catalogue = startCatalogue({ start, servers: [], diagnose, program: program(text), pause: 20 })
  return { lines, catalogue }
}

describe('the thread', () => {
  test('is told of servers and tools, and ends when it is told to', async () => {
    const { lines, catalogue } = started(`parentPort.postMessage({ kind: 'listening', port: 7 });${obedient}`)
    expect(await catalogue.listening).toBe(7)
    catalogue.adopt([{ slug: 'a', transport: 'stdio', sample: false }])
    catalogue.learned('a', [{ name: 'x', parameters: [] }])
    await catalogue.close(1000)
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(['servers', 'servers', 'tools', 'close'])
  })

  test('that crashes is reported once, started again, and told everything again', async () => {
    const crash = `if (!globalThis.x) setTimeout(() => { throw new Error('gone astray') }, 30);${obedient}`
    const { lines, catalogue } = started(crash)
    catalogue.adopt([{ slug: 'a', transport: 'stdio', sample: false }])
    catalogue.learned('a', [])
    const told = () => lines.filter((line) => line.startsWith('{"kind":"tools"')).length
    await expect.poll(() => told()).toBeGreaterThan(2)
    expect(lines.filter((line) => line.includes('gone astray'))).toHaveLength(1)
    expect(lines.find((line) => line.includes('gone astray'))).toContain('The gateway goes on without it')
    await catalogue.close(1000)
    const count = lines.length
    await wait(100)
    expect(lines).toHaveLength(count)
  })

  test('that cannot listen says what to write', async () => {
    const refuse = `parentPort.postMessage({ kind: 'refused', code: 'EADDRINUSE' }); setTimeout(() => process.exit(1), 5)`
    const { lines, catalogue } = started(refuse)
    await expect.poll(() => lines).toHaveLength(1)
    expect(lines[0]).toContain('another program listens there')
    expect(lines[0]).toContain('`listen.catalogue`')
    await catalogue.close(100)
    expect(await catalogue.listening).toBeUndefined()
  })

  test('that does not end by itself is ended', async () => {
    const { catalogue } = started(`parentPort.on('message', () => { for (;;); })`)
    await catalogue.close(0)
  })
})
