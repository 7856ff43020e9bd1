import { describe, expect, it } from 'vitest'
import type { Caller } from '../../ports/directory.ts'
import type { DirectoryContent } from '../file/directory.ts'
import { createFedDirectory, type FedDirectory } from './directory.ts'
import { feedGrant, feedOrganisation, feedPolicy, feedServer, whole } from './sample.contract.ts'

const FOREVER = 1_000_000
const EMPTY: DirectoryContent = { servers: [], grants: [] }
const OPEN = feedPolicy('pol_open', { default: 'allow' })
const ORGANISATIONS = [feedOrganisation('org_a'), feedOrganisation('org_b'), feedOrganisation('local')]

function open(content = EMPTY): { readonly directory: FedDirectory; readonly told: string[] } {
  const told: string[] = []
  return { directory: createFedDirectory(content, (text) => told.push(text)), told }
}

function callerOf(directory: FedDirectory, digest = 'd1', slug = 'shop', at = FOREVER): Caller {
  const found = directory.caller(digest, slug, at)
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe('a directory with rows that cannot be used', () => {
  it('closes what a row stands for that cannot be used, and says so', () => {
    const { directory, told } = open()
    const shop = feedServer('srv_shop')
    directory.feed(
      whole({
        organisations: ORGANISATIONS,
        servers: [
          shop,
          feedServer('srv_mail', { transport: { kind: 'http', url: 'file:///etc/passwd', headers: {} } }),
          feedServer('srv_odd', { slug: 'Not/A-Slug' }),
        ],
        policies: [OPEN, feedPolicy('pol_bad', { default: 'perhaps' })],
        grants: [
          feedGrant('gr_1', 'd1'),
          feedGrant('gr_2', 'd2', { reaches: [{ server: 'srv_mail', policy: 'pol_open', shadow: undefined }] }),
          feedGrant('gr_3', 'd3', { reaches: [{ server: 'srv_shop', policy: 'pol_bad', shadow: undefined }] }),
          feedGrant('gr_4', 'd4', { addresses: ['10.0.0.0/8', 'somewhere'] }),
        ],
      }),
    )
    expect(callerOf(directory).policy?.id).toBe('pol_open')
    expect(directory.caller('d2', 'mail', FOREVER)).toBe('unknown_server')
    expect(callerOf(directory, 'd3').policy).toBeUndefined()
    expect(directory.caller('d4', 'shop', FOREVER)).toBe('unknown_token')
    expect(told).toHaveLength(4)
    for (const part of ['pol_bad', 'mail of org_a', 'Not/A-Slug of org_a', 'gr_4 of org_a']) {
      expect(told.join('\n')).toContain(part)
    }
  })

  it('closes what a baseline stood over that is not there', () => {
    const { directory } = open()
    const server = feedServer('srv_shop', { baseline: 'pol_gone' })
    directory.feed(
      whole({ organisations: ORGANISATIONS, servers: [server], policies: [OPEN], grants: [feedGrant('gr_1', 'd1')] }),
    )
    expect(callerOf(directory).policy).toBeUndefined()
  })

  it('closes what belongs to an organisation of which nothing is told', () => {
    const { directory } = open()
    directory.feed(whole({ servers: [feedServer('srv_shop')], policies: [OPEN], grants: [feedGrant('gr_1', 'd1')] }))
    expect(directory.caller('d1', 'shop', FOREVER)).toBe('unknown_server')
  })
})
