/** TLS at the listener: calls pass, plain ones do not, and a renewed certificate is taken up without a restart. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { startSandbox } from '@portcullis/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayProcess, startGateway } from './gateway-process.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'portcullis-tls-'))
const cert = join(folder, 'cert.pem')
const key = join(folder, 'key.pem')

/** A self-signed certificate for localhost. */
function issue(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
}

function post(gateway: GatewayProcess, body: object): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...gateway.headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    const asked = request(gateway.urlFor('shop'), { method: 'POST', ca: readFileSync(cert), headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    asked.once('error', reject)
    asked.end(JSON.stringify(body))
  })
}

function servedName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { CN } = socket.getPeerCertificate().subject
      resolve(String(CN))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

/** The control plane's thread with this pair; it is told of another one by `adopt`. */
async function startAdministration() {
  const { startControl }: typeof import('../packages/server/src/control/start-control.ts') = await import(
    new URL('../packages/server/dist/control/start-control.js', import.meta.url).href
  )
  const dataFolder = mkdtempSync(join(folder, 'state-'))
  const file = {
    templates: [],
    allowDestinations: [],
    ownListeners: [],
    guarded: [],
    servers: [],
    holdings: { servers: [], policies: [], grants: [] },
  }
  const told: string[] = []
  const control = startControl({
    start: {
      ...{ host: '127.0.0.1', port: 0, hosts: ['localhost:0', '127.0.0.1:0'], origin: undefined, trustedProxies: [] },
      ...{ dataFolder, database: undefined, mail: undefined, registration: 'invite', file },
      watchers: { networks: [], tokenDigest: undefined },
      factsMonths: 12,
      log: join(dataFolder, 'decisions.jsonl'),
      keys: { installation: join(dataFolder, 'key'), sealing: join(dataFolder, 'seal.keys') },
      gateway: { name: 'gwtest', boot: { folder: 'f', epoch: 1 }, confirmWithin: 5000, connections: 10 },
      tls: pair(),
    },
    line: { ready: new Promise<void>(() => undefined), hear: () => undefined, attach: () => undefined, detach() {} },
    diagnose: (line) => void told.push(line),
  })
  const at = await control.listening
  if (at === undefined) throw new Error(told.join('\n'))
  return { port: at.port, told, dataFolder, adopt: () => control.adopt(file, pair()), close: () => control.close(100) }
}

const pair = () => ({ cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') })

/** A connection that is kept: each ask goes through the same. */
function keptConnection(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  const ask = (): Promise<{ readonly status: number | undefined; readonly socket: number | undefined }> =>
    new Promise((resolve, reject) => {
      const asked = request(`https://127.0.0.1:${port}/api/v1/openapi.json`, { agent }, (response) => {
        const socket = response.socket.localPort
        response.resume().on('end', () => resolve({ status: response.statusCode, socket }))
      })
      asked.once('error', reject).end()
    })
  return { ask, close: () => agent.destroy() }
}

describe.skipIf(!hasOpenssl)("TLS of the control plane's listener", () => {
  it('takes up a renewed certificate; connections that are open stay, and commands on the machine know it', async () => {
    issue('before')
    const administration = await startAdministration()
    const kept = keptConnection(administration.port)
    try {
      const first = await kept.ask()
      expect(first.status).toBe(200)
      expect(await servedName(administration.port)).toBe('before')
      issue('after')
      administration.adopt()
      await expect.poll(() => servedName(administration.port), { timeout: 10_000, interval: 50 }).toBe('after')
      expect(await kept.ask()).toEqual(first)
      const door = JSON.parse(readFileSync(join(administration.dataFolder, 'control.door'), 'utf8'))
      expect(door.certificate).toBe(pair().cert)
      expect(administration.told).toEqual([])
    } finally {
      kept.close()
      await administration.close()
    }
  })
})

describe.skipIf(!hasOpenssl)('TLS (needs openssl to make certificates)', () => {
  let sandbox: Awaited<ReturnType<typeof startSandbox>>
  let gateway: GatewayProcess
  beforeAll(async () => {
    issue('first')
    sandbox = await startSandbox()
    gateway = await startGateway({
      upstreams: { shop: sandbox.url },
      policy: { version: '1', default: 'allow' },
      settings: { tls: { cert, key } },
    })
  })
  afterAll(async () => {
    await gateway?.close()
    await sandbox?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('answers over TLS, and not in clear text', async () => {
    expect(gateway.origin).toMatch(/^https:/)
    const initialize = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    }
    const { status, text } = await post(gateway, initialize)
    expect(status).toBe(200)
    expect(text).toContain('serverInfo')
    await expect(fetch(gateway.urlFor('shop').replace('https:', 'http:'))).rejects.toThrow()
  })

  it('[lanes.strict] reads what is plain, and what is not, on one connection', async () => {
    const port = Number(new URL(gateway.origin).port)
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    const head = `host: 127.0.0.1:${port}\r\nauthorization: ${gateway.headers['authorization']}\r\n`
    const type = 'content-type: application/json\r\n'
    const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
    socket.write(`POST /mcp/shop HTTP/1.1\r\n${head}${type}content-length: ${ping.length}\r\n\r\n${ping}`)
    socket.write(`PUT /mcp/shop HTTP/1.1\r\n${head}connection: close\r\n\r\n`)
    let text = ''
    for await (const piece of socket) text += String(piece)
    // The first is the server's own word: without a session it is not spoken to.
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 405'])
    expect(text).toContain('Mcp-Session-Id header is required')
  })

  it('takes up a renewed certificate', async () => {
    const port = Number(new URL(gateway.origin).port)
    expect(await servedName(port)).toBe('first')
    issue('second')
    await expect.poll(() => servedName(port), { timeout: 10_000, interval: 200 }).toBe('second')
  })

  it('refuses one that is broken, says so, and stays with the one before', async () => {
    const port = Number(new URL(gateway.origin).port)
    writeFileSync(cert, 'no certificate')
    await expect
      .poll(() => gateway.errors.join('\n'), { timeout: 10_000 })
      .toMatch(/not valid, so the one before it stays/)
    expect(await servedName(port)).toBe('second')
  })
})
