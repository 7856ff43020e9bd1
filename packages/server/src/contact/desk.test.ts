import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { form, House, send } from './desk-house.contract.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('the contact desk', () => {
  it('keeps a message on the disk, readable while the desk is open, and without the address', async () => {
    const house = new House()
    const opened = house.open()
    const outcome = await send(opened)
    expect(outcome).toEqual({ outcome: 'sent', id: expect.stringMatching(/^[a-z0-9]{12}$/) })
    const id = outcome.outcome === 'sent' ? outcome.id : ''
    expect(await opened.desk.has(id)).toBe(true)
    expect(await opened.desk.has('other')).toBe(false)
    const { website: _, ...text } = form
    expect(house.drawer().list('unread')).toEqual([
      { ...text, id, at: house.now, read: false, spam: false, deliveries: [] },
    ])
    for (const file of ['contact.db', 'contact.db-wal']) {
      expect(readFileSync(join(house.folder, file), 'latin1')).not.toContain('192.0.2.1')
    }
  })

  it('refuses what is not in order, and counts nothing', async () => {
    const house = new House()
    const opened = house.open()
    for (let i = 0; i < 10; i++) {
      expect(await send(opened, { email: 'nowhere' })).toMatchObject({
        outcome: 'invalid',
        problems: { email: expect.any(String) },
      })
    }
    expect(await send(opened)).toMatchObject({ outcome: 'sent' })
  })

  it('takes three a minute and five an hour of one address, whatever the restarts, and says when to come again', async () => {
    const house = new House()
    let opened = house.open()
    const next = async (i: number) => (await send(opened, { message: `${i}` })).outcome
    expect([await next(1), await next(2), await next(3)]).toEqual(['sent', 'sent', 'sent'])
    house.pass(20_000)
    expect(await send(opened, { message: '4' })).toEqual({ outcome: 'limited', retryAfterSeconds: 40 })
    await opened.close()
    opened = house.open()
    house.pass(40_000)
    expect([await next(4), await next(5)]).toEqual(['sent', 'sent'])
    expect(await send(opened, { message: '6' })).toEqual({ outcome: 'limited', retryAfterSeconds: 3540 })
    expect(await send(opened, { message: '6' }, '192.0.2.2')).toMatchObject({ outcome: 'sent' })
    house.pass(HOUR)
    expect(await next(7)).toBe('sent')
    expect(await send(opened, { message: '8' }, '192.0.2.3')).toMatchObject({ outcome: 'sent' })
    expect(await send(opened, { message: '9' }, '192.0.2.4')).toMatchObject({ outcome: 'limited' })
  })

  it('takes the second press of the button for the first', async () => {
    const house = new House()
    const opened = house.open()
    const first = await send(opened)
    house.pass(MINUTE)
    expect(await send(opened)).toEqual(first)
    expect(house.drawer().list('all')).toHaveLength(1)
    house.pass(HOUR)
    expect(await send(opened)).not.toEqual(first)
  })

  it('answers whoever fills in the hidden field as everybody, and marks it', async () => {
    const house = new House()
    expect(await send(house.open(), { website: 'http://x' })).toMatchObject({ outcome: 'sent' })
    expect(house.drawer().list('all')).toEqual([])
    expect(house.drawer().list('spam')).toMatchObject([{ spam: true, deliveries: [] }])
  })

  it('lets the oldest that was read go when it is full, and never one that was not', async () => {
    const house = new House()
    const opened = house.open({ daily: 1000 })
    const one = (i: number) => send(opened, { message: `${i}` }, `192.0.2.${i}`)
    for (let i = 1; i <= 10; i++) expect(await one(i)).toMatchObject({ outcome: 'sent' })
    expect(await one(11)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('no room') })
    const drawer = house.drawer()
    const [newest, second] = drawer.list('all')
    drawer.markRead(second!.id)
    drawer.markRead(newest!.id)
    expect(await one(11)).toMatchObject({ outcome: 'sent' })
    expect(drawer.find(second!.id)).toBeUndefined()
    expect(drawer.find(newest!.id)).toBeDefined()
  })

  it('says that nothing was sent where the file cannot be had', async () => {
    const house = new House()
    mkdirSync(join(house.folder, 'contact.db'))
    const opened = house.open()
    expect(await send(opened)).toMatchObject({ outcome: 'failed' })
    expect(house.said).toEqual([expect.stringContaining('takes no messages')])
  })

  it('says so when a message cannot be written', async () => {
    const house = new House()
    const opened = house.open()
    await opened.close()
    expect(await send(opened)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('not be stored') })
    expect(house.said[0]).not.toContain('wipes')
  })
})
