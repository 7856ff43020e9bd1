import { expect, it } from 'vitest'
import { prefixedName } from '../../ports/prefixed-name.ts'
import { ShownNames } from './names.ts'

const place = { grant: 'ana', server: 'id', slug: 'shop', kind: 'tools' } as const
const long = 'x'.repeat(90)
const cut = prefixedName('shop', long)

it('knows which name a cut one stands for', () => {
  const names = new ShownNames()
  names.note(place, long)
  expect(names.shown(place, long)).toBe(cut)
  expect(names.find(place, cut)).toEqual({ name: long })
  expect(names.find({ ...place, grant: 'ben' }, cut)).toBeUndefined()
  expect(names.find({ ...place, kind: 'prompts' }, cut)).toBeUndefined()
})

it('shows neither of two names that would be taken for one another', () => {
  const names = new ShownNames()
  const twin = cut.slice('shop__'.length)
  names.note(place, long)
  names.note(place, twin)
  expect(names.shown(place, long)).toBeUndefined()
  expect(names.shown(place, twin)).toBeUndefined()
  expect(names.find(place, cut)).toBe('twice')
})

it('forgets with the listing', () => {
  const names = new ShownNames()
  names.note(place, long)
  names.begin(place)
  expect(names.find(place, cut)).toBeUndefined()
})

it('remembers nothing of short names', () => {
  const names = new ShownNames()
  names.note(place, 'short')
  expect(names.shown(place, 'short')).toBe('shop__short')
  expect(names.find(place, 'shop__short')).toBeUndefined()
})
