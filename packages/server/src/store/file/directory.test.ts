import { compilePolicy, parsePolicy } from '@portcullis/engine'
import { describe, expect, test, vi } from 'vitest'
import type { Caller, PolicyInForce, Server } from '../../ports/directory.ts'
import { createFileDirectory, type DirectoryContent, type GrantContent } from './directory.ts'

const server = (slug: string): Server => ({
  id: slug,
  slug,
  transport: { kind: 'http', url: new URL(`https://${slug}.example/mcp`), headers: {} },
  limits: { headersTimeout: 1, bodyTimeout: 1, connectTimeout: 1, maxConnections: 1, maxMessageBytes: 1 },
})

function policy(version: string): PolicyInForce {
  const parsed = parsePolicy('{"version":"1","default":"deny"}')
  if (!parsed.ok) throw new Error('unexpected')
  return { id: 'p', version, compiled: compilePolicy(parsed.policy, { id: 'p' }) }
}

const grant = (id: string, tokenDigest: string, expires?: number): GrantContent['grant'] => ({
  subject: { organisation: 'local', grant: id, label: id, owner: 'local', tags: {} },
  tokenDigest,
  expires,
})

/** Every part of it names its version. */
function content(version: number): DirectoryContent {
  const shop = server(`shop-${version}`)
  const reaches = new Map([['shop', { server: shop, policy: policy(`v${version}`) }]])
  return { servers: [shop], grants: [{ grant: grant(`ci-${version}`, 'd1'), reaches }] }
}

describe('the directory of a file', () => {
  test('knows who a token is, where it leads, and until when', () => {
    const [shop, files] = [server('shop'), server('files')]
    const directory = createFileDirectory({
      servers: [shop, files],
      grants: [
        {
          grant: grant('ci', 'd1', 1000),
          reaches: new Map([
            ['shop', { server: shop, policy: policy('1') }],
            ['files', { server: files, policy: undefined }],
          ]),
        },
        { grant: grant('two', 'd2'), reaches: new Map() },
      ],
    })
    expect(directory.caller('d1', 'shop', 999)).toMatchObject({ server: shop, policy: { version: '1' }, generation: 1 })
    expect(directory.caller('d1', 'files', 0)).toMatchObject({ server: files, policy: undefined })
    expect(directory.caller('d1', 'shop', 1000)).toBe('expired')
    expect(directory.caller('d1', 'nowhere', 1000)).toBe('expired')
    expect(directory.caller('d1', 'nowhere', 0)).toBe('unknown_server')
    expect(directory.caller('d2', 'shop', Number.MAX_SAFE_INTEGER)).toBe('unknown_server')
    for (const nobody of ['d3', '', '__proto__', 'constructor', 'D1']) {
      expect(directory.caller(nobody, 'shop', 0)).toBe('unknown_token')
    }
    expect(directory.caller('d1', '__proto__', 0)).toBe('unknown_server')
    expect(directory.servers()).toEqual([shop, files])
  })

  test('gives the same caller to every request of a generation', () => {
    const directory = createFileDirectory(content(1))
    expect(directory.caller('d1', 'shop', 0)).toBe(directory.caller('d1', 'shop', 5))
    expect(Object.isFrozen(directory.caller('d1', 'shop', 0))).toBe(true)
  })

  test('[reload.whole] is replaced as a whole: no caller has parts of two versions', () => {
    const directory = createFileDirectory(content(1))
    const held: Caller[] = []
    directory.subscribe((generation) => {
      const caller = directory.caller('d1', 'shop', 0)
      if (typeof caller !== 'string') held.push(caller)
      expect(directory.generation).toBe(generation)
    })
    for (let version = 2; version <= 500; version++) {
      const before = directory.caller('d1', 'shop', 0)
      expect(directory.replace(content(version))).toBe(version)
      if (typeof before !== 'string') held.push(before)
    }
    expect(held).toHaveLength(998)
    for (const { generation, grant: given, server: reached, policy: ruling } of held) {
      expect([given.subject.grant, reached.slug, ruling?.version]).toEqual([
        `ci-${generation}`,
        `shop-${generation}`,
        `v${generation}`,
      ])
    }
  })

  test('tells every subscriber, whatever one of them does', () => {
    const directory = createFileDirectory(content(1))
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const told = vi.fn<(generation: number) => void>()
    directory.subscribe(() => {
      throw new Error('mine')
    })
    const stop = directory.subscribe(told)
    const stopTwin = directory.subscribe(told)
    directory.replace(content(2))
    stop()
    stop()
    directory.replace(content(3))
    stopTwin()
    directory.replace(content(4))
    expect(told.mock.calls).toEqual([[2], [2], [3]])
    expect(warned).toHaveBeenCalledTimes(3)
    warned.mockRestore()
  })

  test('forgets a grant that is gone', () => {
    const directory = createFileDirectory(content(1))
    directory.replace({ servers: [], grants: [] })
    expect(directory.caller('d1', 'shop', 0)).toBe('unknown_token')
    expect(directory.servers()).toEqual([])
  })
})
