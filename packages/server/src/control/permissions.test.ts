import { describe, expect, it } from 'vitest'
import type { Actor, Membership } from './actor.ts'
import { machineActor } from './actor.ts'
import { ACTIONS, belongs, may, type ROLES, reachOf, roleMay } from './permissions.ts'

const actor = (...memberships: readonly Membership[]): Actor => ({
  ...{ kind: 'account', id: 'a', name: 'a', operator: false, session: 's', proved: 0 },
  memberships,
})

describe('roles', () => {
  it('contain one another as they say', () => {
    const of = (role: (typeof ROLES)[number]) => ACTIONS.filter((action) => roleMay(role, action))
    for (const [smaller, larger] of [
      ['viewer', 'approver'],
      ['viewer', 'policy_manager'],
      ['policy_manager', 'admin'],
      ['approver', 'admin'],
    ] as const)
      expect(of(larger)).toEqual(expect.arrayContaining(of(smaller)))
    expect(of('admin')).not.toContain('facts.read')
    expect(of('auditor').filter((action) => !/\.(?:read|export|run)$/.test(action))).toEqual([])
  })

  it('hold in their organisation, and for their server, alone', () => {
    const one = actor({ organisation: 'acme', server: 'srv_1', role: 'admin' })
    expect(may(one, 'server.edit', 'acme', 'srv_1')).toBe(true)
    expect(may(one, 'server.edit', 'acme', 'srv_2')).toBe(false)
    expect(may(one, 'server.edit', 'acme')).toBe(false)
    expect(may(one, 'server.edit', 'globex', 'srv_1')).toBe(false)
    expect(reachOf(one, 'server.edit', 'acme')).toEqual(new Set(['srv_1']))
    expect(reachOf(one, 'server.edit', 'globex')).toEqual(new Set())
    expect(belongs(one, 'acme')).toBe(true)
    expect(belongs(one, 'globex')).toBe(false)
  })

  it('of an operator of the installation are none in its organisations', () => {
    const operator = { ...actor(), operator: true }
    for (const action of ACTIONS) expect(may(operator, action, 'acme')).toBe(false)
  })

  it('are not needed on the machine itself', () => {
    for (const action of ACTIONS) expect(may(machineActor('root'), action, 'acme')).toBe(true)
  })
})
