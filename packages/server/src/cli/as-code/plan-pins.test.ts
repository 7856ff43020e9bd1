import { describe, expect, it } from 'vitest'
import { heardTools, hearTools } from '../../control/server/heard-tools.ts'
import type { Session } from '../remote/session.ts'
import { folderOf, make, open, plan, put, RICH } from './folder-house.contract.ts'
import { planText } from './plan-text.ts'

describe('accepted definitions', () => {
  const PINS = 'pins/shop.json'
  const shop = { params: { organisation: 'acme', server: 'shop' } }
  const accepted = async (session: Session) => (await session.ask('servers.pins', shop)).body
  const pinsOf = (...tools: readonly object[]) => JSON.stringify({ tools })

  it('hold for what the server turns out to have, heard before or not', async () => {
    const { session, control } = await open()
    const acme = session('acme')
    const folder = folderOf({ ...RICH, 'secret.txt': 'x' })
    await make(acme, folder, await plan(acme, folder))
    const [pin] = (await accepted(acme)).tools
    expect(pin).toMatchObject({ name: 'read', definition: { description: 'Reads an order.' } })
    const states = async () =>
      (await acme.ask('servers.tools', shop)).body.items.map(({ name, state }) => [name, state])
    expect(await states()).toEqual([['read', 'gone']])
    const { body: server } = await acme.ask('servers.read', shop)
    // What no model sees is no part of it.
    const heard = [
      { name: 'read', description: 'Reads an order.', inputSchema: {}, _meta: { at: 1 } },
      { name: 'write' },
    ]
    await hearTools(control.control, server.id, heardTools(heard))
    expect(await states()).toEqual([
      ['read', 'accepted'],
      ['write', 'new'],
    ])
    expect((await plan(acme, folder)).changes).toEqual([])
    await hearTools(control.control, server.id, heardTools([{ name: 'read', description: 'Sends an order away.' }]))
    expect(await states()).toEqual([['read', 'changed']])
    expect((await plan(acme, folder)).changes).toEqual([])
  })

  it('are compared one by one, and said anew where a server moved', async () => {
    const { session, control } = await open()
    const acme = session('acme')
    const folder = folderOf({ ...RICH, 'secret.txt': 'x' })
    await make(acme, folder, await plan(acme, folder))
    put(folder, PINS, pinsOf({ name: 'read', description: 'Reads orders.' }, { name: 'write' }))
    const next = await plan(acme, folder)
    expect(planText(next)).toMatch(
      /~ pins shop is changed \(pins\/shop\.json\): it allows more than before\n {4}accepted\.read: sha256:\w+ → sha256:\w+\n {4}accepted\.write: \(nothing\) → sha256:/,
    )
    await make(acme, folder, next)
    expect((await accepted(acme)).tools.map(({ name }) => name)).toEqual(['read', 'write'])
    expect(control.told.findLast(({ action }) => action === 'server.pins_set')?.detail).toBe(
      '{"added":["write"],"changed":["read"],"count":2,"removed":[]}',
    )
    put(folder, 'servers/shop.yaml', (RICH['servers/shop.yaml'] ?? '').replace('shop.example.com', 'new.example.com'))
    const moved = await plan(acme, folder)
    expect(moved.changes.map(({ kind, action }) => [kind, action])).toEqual([
      ['server', 'edit'],
      ['pins', 'create'],
    ])
    await make(acme, folder, moved)
    expect((await accepted(acme)).pinned).toBe(true)
    expect((await plan(acme, folder)).changes).toEqual([])
    put(folder, PINS, pinsOf({ name: 'read' }, { name: 'read' }))
    await expect(make(acme, folder, await plan(acme, folder))).rejects.toThrow('stands there twice')
    put(folder, 'pins/nowhere.json', pinsOf())
    await expect(plan(acme, folder)).rejects.toThrow('there is no server "nowhere"')
  })
})
