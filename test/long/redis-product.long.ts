/** Gateways as processes, on one Redis: limits, what was read; and one that asks for TLS and an account. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  noRedis,
  startRedis,
  type TestRedis,
} from '../../packages/server/src/store/redis/testing/redis-server.contract.ts'
import { freePort } from '../free-port.ts'
import { type GatewayProcess, startGateway } from '../gateway-process.ts'
import { ask, codeOf, modernCall } from '../messages.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'

const skipped = noRedis()
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    counted: { limits: [{ counter: 'c', window: 'day', max: 40 }] },
    paid: { limits: [{ counter: 'p', window: 'day', max: 10, increment_from: 'args.n' }] },
    send: { deny_if: [{ conditions: [{ path: 'seen.private', op: 'eq', value: true }] }] },
  },
}

describe.skipIf(skipped !== undefined)(
  `two gateways on one Redis${skipped === undefined ? '' : ` (not here: ${skipped})`}`,
  () => {
    let redis: TestRedis
    let upstream: ScriptedUpstream
    let gateways: readonly GatewayProcess[] = []

    beforeAll(async () => {
      redis = await startRedis({ loglevel: 'warning' })
      upstream = await startUpstream({ tools: Object.keys(POLICY.tools) })
      const settings = { counters: { store: 'redis', url: redis.url, class: 'replicated', timeout: '500ms' } }
      const wish = { upstreams: { up: upstream.url }, policy: POLICY, settings }
      gateways = await Promise.all([startGateway(wish), startGateway(wish)])
    })
    afterAll(async () => {
      for (const gateway of gateways) await gateway.close()
      await upstream.close()
      await redis.stop()
    })

    const call = async (which: number, tool: string, args: object = {}): Promise<string | undefined> => {
      const gateway = gateways[which % 2]!
      return codeOf(await ask({ url: gateway.urlFor('up'), headers: gateway.headers }, modernCall(tool, args)))
    }

    it('know what was read at the other one', async () => {
      // Of a tool without a label anything may come.
      expect(await call(1, 'send')).toBeUndefined()
      expect(await call(0, 'send')).toBe('policy_denied')
    })

    it('admit together what fits', async () => {
      const codes = await Promise.all(Array.from({ length: 100 }, (_, i) => call(i, 'counted')))
      expect(codes.filter((code) => code === undefined)).toHaveLength(40)
      expect(codes.filter((code) => code === 'limit_exceeded')).toHaveLength(60)
      expect(await call(0, 'paid', { n: 7.5 })).toBeUndefined()
      expect(await call(1, 'paid', { n: 2.500001 })).toBe('limit_exceeded')
      expect(await call(1, 'paid', { n: 2.5 })).toBeUndefined()
    })

    it('refuse what they cannot count while Redis is away, and go on when it is back', async () => {
      redis.child?.kill('SIGSTOP')
      expect(await call(0, 'counted')).toBe('counters_unavailable')
      redis.child?.kill('SIGCONT')
      await expect.poll(() => call(0, 'counted'), { timeout: 10_000 }).toBe('limit_exceeded')
    })
  },
)

/** What an account of the gateways may do, as the guide says it. */
const ACCOUNT = [
  ...['~{portcullis*', '+eval', '+evalsha', '+info', '+config|get', '+client|setname', '+cluster|slots'],
  ...['+time', '+del', '+exists', '+pexpire', '+@hash', '+@sortedset', '+@set', '+@string'],
]
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(skipped !== undefined || !hasOpenssl)(
  `a Redis that asks for TLS and an account${hasOpenssl ? '' : ' (not here: openssl makes the certificates)'}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-redis-tls-'))
    const file = (name: string): string => join(folder, name)
    let redis: TestRedis
    let upstream: ScriptedUpstream
    let port: number
    const ends: (() => Promise<void>)[] = []

    const openssl = (...args: readonly string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' })
    const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    const authority = (name: string): void =>
      openssl(
        'req',
        '-x509',
        ...KEY,
        '-subj',
        `/CN=${name}`,
        '-keyout',
        file(`${name}.key`),
        '-out',
        file(`${name}.pem`),
      )

    beforeAll(async () => {
      authority('own')
      authority('other')
      const names = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1']
      const signed = ['-CA', file('own.pem'), '-CAkey', file('own.key')]
      openssl('req', '-x509', ...KEY, ...names, ...signed, '-keyout', file('redis.key'), '-out', file('redis.pem'))
      port = await freePort()
      redis = await startRedis({
        ...{ loglevel: 'warning', appendonly: 'yes', appendfsync: 'always', 'tls-port': String(port) },
        ...{ 'tls-cert-file': file('redis.pem'), 'tls-key-file': file('redis.key') },
        ...{ 'tls-ca-cert-file': file('own.pem'), 'tls-auth-clients': 'no' },
      })
      await redis.command('ACL', 'SETUSER', 'gate', 'on', '>p@ss', ...ACCOUNT)
      upstream = await startUpstream({ tools: Object.keys(POLICY.tools) })
    })
    afterAll(async () => {
      for (const end of ends) await end()
      await upstream.close()
      await redis.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Starts a gateway that trusts an authority. @returns what calls are told: nothing where they are made */
    async function calling(
      ca: string,
      password = 'p%40ss',
    ): Promise<(tool: string, args?: object) => Promise<unknown>> {
      const counters = { store: 'redis', url: `rediss://gate:${password}@127.0.0.1:${port}`, class: 'strict' }
      const gateway = await startGateway({
        ...{ upstreams: { up: upstream.url }, policy: POLICY, settings: { counters } },
        environment: { NODE_EXTRA_CA_CERTS: file(`${ca}.pem`) },
      })
      ends.push(() => gateway.close())
      const place = { url: gateway.urlFor('up'), headers: gateway.headers }
      return async (tool, args = {}) => codeOf(await ask(place, modernCall(tool, args)))
    }

    it('is counted in by who trusts its authority, with no more rights than the guide names', async () => {
      const call = await calling('own')
      expect(await call('paid', { n: 10 })).toBeUndefined()
      expect(await call('paid', { n: 1 })).toBe('limit_exceeded')
      expect([undefined, 'policy_denied']).toContain(await call('send'))
      expect(await redis.command('ACL', 'LOG')).toEqual([])
    })

    it('is not counted in where its certificate is of another authority, or the password is wrong', async () => {
      const [stranger, guesser] = await Promise.all([calling('other'), calling('own', 'wrong')])
      expect(await stranger('counted')).toBe('counters_unavailable')
      expect(await guesser('counted')).toBe('counters_unavailable')
    })
  },
)
