import { describe, expect, test } from 'vitest'
import { refuse } from './guard.ts'

const hosts = new Set(['127.0.0.1:4102', 'catalogue.example.com'])
const closed = { hosts, openToPages: false }
const host = '127.0.0.1:4102'

describe('who is answered', () => {
  test.each([
    ['a program', {}, undefined],
    ['a link from another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, undefined],
    ['what our own page loads', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:4102' }, undefined],
    ['what another site loads', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    ['what a neighbour on this machine loads', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['our host in a foreign origin', { origin: 'http://127.0.0.1:4102.evil.example' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['our own form under a strict referrer policy', { origin: 'null', 'sec-fetch-site': 'same-origin' }, undefined],
  ])('%s', (_, headers, status) => {
    expect(refuse({ method: 'GET', headers: { host, ...headers } }, closed)).toBe(status)
  })

  test.each([
    ['another name', 'evil.example:4102', 421],
    ['no name', undefined, 421],
    ['a name with our port', 'evil.example:4102', 421],
    ['the public one, with the usual port', 'catalogue.example.com:443', undefined],
    ['any case', 'Catalogue.Example.com', undefined],
  ])('under %s', (_, name, status) => {
    expect(refuse({ method: 'GET', headers: name === undefined ? {} : { host: name } }, closed)).toBe(status)
  })

  test('by GET, HEAD and POST', () => {
    expect(refuse({ method: 'POST', headers: { host } }, closed)).toBeUndefined()
    expect(refuse({ method: 'TRACE', headers: { host } }, closed)).toBe(405)
  })

  test('a page that only navigates cannot post', () => {
    const headers = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect(refuse({ method: 'POST', headers }, closed)).toBe(403)
  })

  test('where nothing of the gateway is shown, pages of any origin may read, but not write', () => {
    const headers = { host, origin: 'http://app.example' }
    expect(refuse({ method: 'GET', headers }, { hosts, openToPages: true })).toBeUndefined()
    expect(refuse({ method: 'POST', headers }, { hosts, openToPages: true })).toBe(403)
  })
})
