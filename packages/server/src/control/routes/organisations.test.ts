import { afterEach, describe, expect, it } from 'vitest'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

let test: TestControl
afterEach(() => test.close())

describe('organisations', () => {
  it('are created by operators, once', async () => {
    test = await openTestControl()
    const made = await test.call('POST /organisations', { body: { id: 'initech', label: 'Initech' } })
    expect(made.status).toBe(201)
    expect(made.headers.get('etag')).toBe('"r1"')
    expect(test.told.at(-1)).toMatchObject({ action: 'organisation.create', object: 'initech', seq: 1 })
    expect([...(test.published[0]?.organisations ?? [])]).toEqual(['initech'])
    const again = await test.call('POST /organisations', { body: { id: 'initech', label: 'Other' } })
    expect(again).toMatchObject({ status: 422, body: { errors: [{ field: '/body/id' }] } })
    expect(test.told).toHaveLength(1)
    const other = await test.call('POST /organisations', { body: { id: 'x', label: 'X' }, as: test.actor('admin') })
    expect(other.status).toBe(404)
  })

  it('are renamed by their admins, who see what they change', async () => {
    test = await openTestControl()
    const path = '/organisations/acme'
    const edited = await test.call(`PATCH ${path}`, { body: { label: 'Acme' }, headers: { 'if-match': '"r1"' } })
    expect(edited).toMatchObject({ status: 200, body: { label: 'Acme', revision: 2 } })
    const late = await test.call(`PATCH ${path}`, { body: { label: 'Late' }, headers: { 'if-match': '"r1"' } })
    expect(late).toMatchObject({ status: 412, body: { code: 'changed' } })
    expect((await test.call(`PATCH ${path}`, { body: { label: 'V' }, as: test.actor('viewer') })).status).toBe(403)
    expect((await test.call(`GET ${path}`, { as: test.actor('admin', 'globex') })).status).toBe(404)
    expect((await test.call(`GET ${path}`, { as: 'nobody' })).status).toBe(401)
  })
})
