import { expect, it } from 'vitest'
import { TaskOwners } from './task-owners.ts'

const ana = { grant: 'ana', server: 'shop' }

it('knows a task to the grant that began it, on the server where it did', () => {
  const owners = new TaskOwners()
  owners.note(ana, 't')
  expect(owners.owns(ana, 't')).toBe(true)
  expect(owners.owns({ ...ana, grant: 'ben' }, 't')).toBe(false)
  expect(owners.owns({ ...ana, server: 'desk' }, 't')).toBe(false)
  for (const other of ['T', undefined, null, 1, ['t']]) expect(owners.owns(ana, other)).toBe(false)
})

it('forgets the oldest tasks of a grant, and grants that were quiet longest', () => {
  const owners = new TaskOwners()
  for (let i = 0; i <= 1_000; i++) owners.note(ana, `t${i}`)
  expect(owners.owns(ana, 't0')).toBe(false)
  expect(owners.owns(ana, 't1')).toBe(true)
  for (let i = 0; i < 10_000; i++) owners.note({ grant: `g${i}`, server: 'shop' }, 't')
  expect(owners.owns(ana, 't1')).toBe(false)
  expect(owners.owns({ grant: 'g9999', server: 'shop' }, 't')).toBe(true)
})
