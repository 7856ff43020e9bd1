/** The examples of fronts, run as they stand but for addresses and certificate, before two gateways. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.ts'
import { ended } from '../gateway-process.ts'
import { modernCall, type Posting } from '../messages.ts'
import { beginEvents, eventOf, type ScriptedUpstream, startUpstream, TOOL_RESULT } from '../scripted-upstream.ts'
import { tracked } from '../spawned.ts'
import { type House, type OneGateway, prepareHouse } from '../two-gateways.ts'
import { until } from '../until.ts'
import { shipped } from './shipped.ts'

const CLIENTS = 'mcp.example.com'
const PEOPLE = 'portcullis.example.com'

/** A front: its file, what judges that, and what runs it. */
interface Front {
  readonly program: string
  readonly file: string
  readonly judge: (path: string) => readonly string[]
  readonly run: (path: string) => readonly string[]
  readonly version: string
}

const FRONTS: readonly Front[] = [
  {
    program: 'nginx',
    file: 'nginx.conf',
    judge: (path) => ['-t', '-c', path],
    run: (path) => ['-g', 'daemon off;', '-e', 'stderr', '-c', path],
    version: '-v',
  },
  {
    program: 'haproxy',
    file: 'haproxy.cfg',
    judge: (path) => ['-c', '-f', path],
    run: (path) => ['-db', '-f', path],
    version: '-v',
  },
]

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const isHere = ({ program, version }: Front): boolean => hasOpenssl && spawnSync(program, [version]).status === 0

function certificate(folder: string): void {
  const [cert, key] = [join(folder, 'fullchain.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', `/CN=${CLIENTS}`, '-addext', `subjectAltName=DNS:${CLIENTS},DNS:${PEOPLE}`]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const made = ['-days', '2', ...subject, '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', ...curve, ...made], { stdio: 'ignore' })
  writeFileSync(join(folder, 'both.pem'), readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'))
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

describe.each(FRONTS.map((front) => [front.program, front] as const))('[deploy.fronts] %s', (program, front) => {
  describe.skipIf(!isHere(front))('as it is shipped', () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-front-'))
    const path = join(folder, front.file)
    let upstream: ScriptedUpstream
    let house: House
    let gateways: readonly OneGateway[]
    let port: number
    let front_: ReturnType<typeof spawn> | undefined

    /** The file with addresses and places of this test. */
    function placed(): string {
      const ports = gateways.map(({ origin }) => new URL(origin).port)
      return shipped(`front/${front.file}`)
        .replaceAll(/(?<=server .*)gateway-([12]):410[01]/g, (_, number) => `127.0.0.1:${ports[Number(number) - 1]}`)
        .replaceAll('8443', String(port))
        .replaceAll(/\/(?:tmp|etc\/portcullis\/tls)\//g, `${folder}/`)
    }

    beforeAll(async () => {
      chmodSync(folder, 0o755)
      certificate(folder)
      port = await freePort()
      upstream = await startUpstream({ tools: ['buy', 'watch'] })
      const settings = { public_url: `https://${CLIENTS}:${port}`, trusted_proxies: ['127.0.0.1'] }
      house = await prepareHouse({ servers: { shop: { url: upstream.url } }, settings })
      gateways = [await house.open('a'), await house.open('b')]
      writeFileSync(path, placed())
      front_ = tracked(spawn(program, front.run(path), { stdio: 'ignore' }))
      await until(() => listens(port))
    })
    afterAll(async () => {
      if (front_ !== undefined) await ended(front_)
      await house.close()
      await upstream.close()
      rmSync(folder, { recursive: true })
    })

    /** Asks through the front. */
    const ask = (host: string, to: string, posting?: Posting): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const headers = { ...posting?.headers, ...gateways[0]!.at('shop').headers, host: `${host}:${port}` }
        const ca = readFileSync(join(folder, 'fullchain.pem'))
        const method = posting === undefined ? 'GET' : 'POST'
        const at = { host: '127.0.0.1', port, path: to, method, headers, ca, servername: host, agent: false as const }
        const asked = request({ ...at, checkServerIdentity: () => undefined }, resolve)
        asked.once('error', reject)
        asked.end(posting?.body)
      })
    const call = async (): Promise<string> => {
      const answer = await ask(CLIENTS, '/mcp/shop', modernCall('buy'))
      let text = ''
      for await (const piece of answer) text += piece
      return `${answer.statusCode} ${text}`
    }

    it('is a right configuration', () => {
      const { status, stderr } = spawnSync(program, front.judge(path), { encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, expect.not.stringMatching(/warn/i)])
    })

    it('passes a stream on as it comes', async () => {
      let stream: ServerResponse | undefined
      let id: unknown
      upstream.script('watch', ({ message }, answer) => {
        id = message.id
        stream = beginEvents(answer)
        stream.write(eventOf({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }))
      })
      const answer = await ask(CLIENTS, '/mcp/shop', modernCall('watch'))
      expect(answer.headers['content-type']).toContain('text/event-stream')
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      await until(() => text.includes('notifications/progress'))
      expect(text).not.toContain('done')
      stream?.end(eventOf({ jsonrpc: '2.0', id, result: TOOL_RESULT }))
      await until(() => answer.readableEnded)
      expect(text).toContain('done')
    })

    it('answers under its two names alone, and shows no metrics', async () => {
      expect((await ask(PEOPLE, '/metrics')).statusCode).toBe(404)
      const strange = await ask('evil.example', '/mcp/shop', modernCall('buy')).then(
        ({ statusCode }) => statusCode,
        () => 'no certificate',
      )
      expect(strange).toBe(program === 'nginx' ? 'no certificate' : 421)
    })

    it('passes over a gateway that stops, and makes each call once', async () => {
      const before = upstream.calls('buy')
      expect(await call()).toMatch(/^200 .*done/)
      await gateways[0]?.close()
      for (let number = 0; number < 8; number++) expect(await call()).toMatch(/^200 .*done/)
      expect(upstream.calls('buy') - before).toBe(9)
    })
  })
})
