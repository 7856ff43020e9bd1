import { expect, it } from 'vitest'
import type { Caller } from '../../ports/directory.ts'
import { Places } from './places.ts'

const callerOf = (slug: string, grant = 'ana'): Caller => ({
  grant: {
    subject: { organisation: 'local', grant, label: grant, owner: 'me', tags: {} },
    tokenDigest: '',
    expires: undefined,
  },
  server: {
    id: slug,
    slug,
    transport: { kind: 'http', url: new URL('http://127.0.0.1/'), headers: {} },
    limits: { headersTimeout: 1, bodyTimeout: 1, connectTimeout: 1, maxConnections: 1, maxMessageBytes: 1 },
  },
  policy: undefined,
  generation: 1,
})
const shop = callerOf('shop')
const desk = callerOf('desk')
const all = [desk, shop]

it('leaves addresses as they are that one server has', () => {
  const places = new Places()
  places.note(shop, 'uris', 'file:///a')
  expect(places.shown(all, shop, 'uris', 'file:///a')).toBe('file:///a')
  expect(places.find(all, 'file:///a')).toEqual({ caller: shop, uri: 'file:///a' })
  expect(places.find([desk], 'file:///a')).toBe('unknown')
  expect(places.find(all, 'file:///b')).toBe('unknown')
  expect(places.find([callerOf('shop', 'ben')], 'file:///a')).toBe('unknown')
})

it('[together.places] wraps those that several have, and asks nobody for them unwrapped', () => {
  const places = new Places()
  for (const caller of all) places.note(caller, 'uris', 'file:///a')
  expect(places.shown(all, shop, 'uris', 'file:///a')).toBe('portcullis://shop/file:///a')
  expect(places.find(all, 'portcullis://desk/file:///a')).toEqual({ caller: desk, uri: 'file:///a' })
  expect(places.find(all, 'file:///a')).toBe('several')
})

it('lets no link take away an address that another server lists', () => {
  const places = new Places()
  places.note(shop, 'uris', 'file:///a')
  places.note(desk, 'linked', 'file:///a')
  places.note(desk, 'linked', 'file:///b')
  expect(places.shown(all, shop, 'uris', 'file:///a')).toBe('file:///a')
  expect(places.shown(all, desk, 'linked', 'file:///a')).toBe('portcullis://desk/file:///a')
  expect(places.find(all, 'file:///a')).toEqual({ caller: shop, uri: 'file:///a' })
  expect(places.find(all, 'file:///b')).toEqual({ caller: desk, uri: 'file:///b' })
})

it('wraps what looks wrapped already, and finds it again', () => {
  const places = new Places()
  places.note(shop, 'uris', 'portcullis://desk/x')
  const shown = places.shown(all, shop, 'uris', 'portcullis://desk/x')
  expect(shown).toBe('portcullis://shop/portcullis://desk/x')
  expect(places.find(all, shown)).toEqual({ caller: shop, uri: 'portcullis://desk/x' })
  expect(places.find(all, 'portcullis://absent/x')).toBe('unknown')
})

it('finds the server of a template by its longest beginning and end', () => {
  const places = new Places()
  places.note(shop, 'templates', 'db://{table}')
  places.note(desk, 'templates', 'db://desk/{id}/row')
  expect(places.find(all, 'db://users')).toEqual({ caller: shop, uri: 'db://users' })
  expect(places.find(all, 'db://desk/7/row')).toEqual({ caller: desk, uri: 'db://desk/7/row' })
  expect(places.find(all, 'db://')).toBe('unknown')
  places.note(shop, 'templates', 'db://desk/{x}/row')
  expect(places.find(all, 'db://desk/7/row')).toBe('several')
  expect(places.shown(all, shop, 'templates', 'db://desk/{id}/row')).toBe('portcullis://shop/db://desk/{id}/row')
})

it('forgets a server’s addresses when its listing begins anew', () => {
  const places = new Places()
  places.note(shop, 'uris', 'file:///a')
  places.note(shop, 'linked', 'file:///b')
  places.begin(shop, 'uris')
  expect(places.find(all, 'file:///a')).toBe('unknown')
  expect(places.find(all, 'file:///b')).toMatchObject({ uri: 'file:///b' })
})
