import { describe, expect, it } from 'vitest'
import type { Actor } from './actor.ts'
import { ACTIONS, belongs, may, ROLES, type Role, reachOf, roleMay } from './permissions.ts'

const actor = (...memberships: Actor['memberships']): Actor => ({
  kind: 'account',
  id: 'acc',
  name: 'somebody',
  operator: true,
  memberships,
  session: 'ses',
  proved: 0,
})

const includes = (greater: Role, lesser: Role): boolean =>
  ACTIONS.every((action) => !roleMay(lesser, action) || roleMay(greater, action))

describe('roles', () => {
  it('hold one another: viewer, then approver or policy manager, then admin', () => {
    for (const role of ['approver', 'policy_manager', 'admin'] as const) expect(includes(role, 'viewer')).toBe(true)
    for (const role of ['approver', 'policy_manager'] as const) expect(includes('admin', role)).toBe(true)
    expect(includes('policy_manager', 'approver')).toBe(false)
    expect(includes('approver', 'policy_manager')).toBe(false)
  })

  it('that only read change nothing, and each action is somebody’s', () => {
    const changes = ACTIONS.filter((action) => /\.(?:edit|decide|create)$/.test(action))
    for (const action of changes)
      for (const role of ['viewer', 'auditor'] as const) expect(roleMay(role, action)).toBe(false)
    for (const action of ACTIONS) expect(ROLES.some((role) => roleMay(role, action))).toBe(true)
  })

  it('keep facts for auditors, people and keys for admins', () => {
    for (const role of ROLES) expect(roleMay(role, 'facts.read')).toBe(role === 'auditor')
    for (const action of ['member.edit', 'key.edit', 'sign_on.edit', 'kill.edit'] as const) {
      expect(ROLES.filter((role) => roleMay(role, action))).toEqual(['admin'])
    }
  })

  it('hold in their organisation, for their server', () => {
    const somebody = actor(
      { organisation: 'acme', server: 'srv_1', role: 'admin' },
      { organisation: 'acme', server: undefined, role: 'viewer' },
    )
    expect(may(somebody, 'server.edit', 'acme', 'srv_1')).toBe(true)
    expect(may(somebody, 'server.edit', 'acme', 'srv_2')).toBe(false)
    expect(may(somebody, 'server.edit', 'acme')).toBe(false)
    expect(may(somebody, 'server.read', 'acme')).toBe(true)
    expect(reachOf(somebody, 'server.edit', 'acme')).toEqual(new Set(['srv_1']))
    expect(reachOf(somebody, 'server.read', 'acme')).toBe('all')
    // An operator of the installation is nobody in an organisation that he does not belong to.
    expect(belongs(somebody, 'globex')).toBe(false)
    expect(may(somebody, 'organisation.read', 'globex')).toBe(false)
  })
})
