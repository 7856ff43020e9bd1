/** What a browser sends by itself to any site that asks for it proves nothing: other sites can change nothing (CSRF). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../api/route.ts'
import { ROUTES } from '../routes/index.ts'
import { type Browser, House } from './account-house.contract.ts'

/** Milliseconds after which a stranger may ask again. */
const WHILE = 1000

describe('a session’s cookie', () => {
  let house: House
  let ada: Browser
  beforeAll(async () => {
    house = await House.open()
    ada = await house.operator()
  })
  afterAll(() => house.close())

  it('[control.csrf] proves nothing without its key, by any route', async () => {
    const { cookie } = ada
    expect(cookie).not.toBe('')
    const before = house.test.told.length
    const wrong: string[] = []
    for (const { id, method, path, permission } of ROUTES as readonly Route[]) {
      if (permission === 'public') continue
      const url = `http://127.0.0.1:4101/api/v1${path.replace('{organisation}', 'local').replace(/\{\w+\}/g, 'x')}`
      const headers = { cookie, 'content-type': 'application/json', 'if-match': '"r1"' }
      const body = method === 'GET' ? {} : { body: '{}' }
      const { status } = await house.app.fetch(new Request(url, { method, headers, ...body }), { address: '127.0.0.1' })
      if (status !== 401) wrong.push(`${id}: ${status}`)
      house.test.pass(WHILE)
    }
    expect(wrong).toEqual([])
    expect(house.test.told.length).toBe(before)
    expect((await ada.ask('GET /account')).status).toBe(200)
  })
})
