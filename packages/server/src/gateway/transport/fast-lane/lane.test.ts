import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../exchange.ts'
import { answer, dial, echo, endsAll, open, post } from './lane.contract.ts'

endsAll()

describe('requests on one connection', () => {
  test('are answered one after the other, in whatever pieces they come', async () => {
    const place = await open(echo)
    const client = await dial(place)
    client.socket.write(Array.from({ length: 50 }, (_, i) => post(`<${i}>`)).join(''))
    await client.has('<49>')
    expect(client.text().match(/<\d+>/g)).toEqual(Array.from({ length: 50 }, (_, i) => `<${i}>`))
    const last = post('<last>')
    for (let at = 0; at < last.length; at += 60) {
      client.socket.write(last.slice(at, at + 60))
      await new Promise(setImmediate)
    }
    await client.has('<last>')
    expect(place.lane?.counts()).toEqual({ open: 1, requests: 51, handedOver: 0 })
  })

  test('[lanes.one] the next one waits until the present one is answered', async () => {
    const waiting: Answer[] = []
    const place = await open(({ request, response }) => {
      request.resume()
      waiting.push(response)
    })
    const client = await dial(place)
    client.socket.write(post('a') + post('b') + post('x'.repeat(300_000)))
    while (waiting.length === 0) await new Promise(setImmediate)
    expect(place.lane?.counts().requests).toBe(1)
    for (const body of ['<1>', '<2>', '<3>']) {
      while (waiting.length === 0) await new Promise(setImmediate)
      answer(waiting.shift() as Answer, body)
    }
    await client.has('<3>')
    expect(client.text().match(/<\d>/g)).toEqual(['<1>', '<2>', '<3>'])
  })

  test('[lanes.strict] are given to the other lane from the first on that is not plain, byte for byte', async () => {
    const place = await open(echo)
    const client = await dial(place)
    const chunked = post('', 'transfer-encoding: chunked').replace('content-length: 0\r\n', '')
    client.socket.write(`${post('<1>')}${chunked}3\r\n<2>\r\n0\r\n\r\n${post('<3>')}`)
    await client.has('<3>')
    client.socket.write(post('<4>'))
    await client.has('<4>')
    expect(client.text().match(/<\d>/g)).toEqual(['<1>', '<2>', '<3>', '<4>'])
    expect(place.lane?.counts()).toEqual({ open: 0, requests: 1, handedOver: 1 })
  })

  test('end where the client says so', async () => {
    const client = await dial(await open(echo))
    client.socket.write(post('<1>', 'connection: close') + post('<2>'))
    await client.closed
    expect(client.text()).toContain('Connection: close')
    expect(client.text().match(/<\d>/g)).toEqual(['<1>'])
  })

  test('end with the client, whatever it had sent before', async () => {
    const waiting: Answer[] = []
    const place = await open(({ request, response }) => {
      request.on('end', () => void waiting.push(response))
      request.resume()
    })
    const client = await dial(place)
    client.socket.end(`${post('a')}GET /mcp HTTP/1.1\r\nhost: h\r\n\r\n`)
    await client.closed
    answer(waiting[0] as Answer, '<late>')
    expect(client.text()).toBe('')
    expect(place.lane?.counts()).toEqual({ open: 0, requests: 1, handedOver: 0 })
  })

  test('[lanes.waits] a client that does not read its answers is not read either', async () => {
    let served = 0
    const [count, size] = [40, 1_000_000]
    const big = 'y'.repeat(size)
    const place = await open(({ request, response }) => {
      request.on('end', () => {
        served += 1
        answer(response, big)
      })
      request.resume()
    })
    const socket = connect({ port: place.port, host: '127.0.0.1' })
    socket.write(post('a').repeat(count))
    for (let before = -1; before !== served || served === 0; await pause(30)) before = served
    expect(served).toBeLessThan(count / 2)
    socket.resume()
    while (socket.bytesRead < count * size) await once(socket, 'data')
    expect(served).toBe(count)
    socket.destroy()
  })
})

test('at the end, idle connections go at once, and the others with their answers', async () => {
  const waiting: Answer[] = []
  const place = await open(({ request, response }) => {
    request.on('end', () => void waiting.push(response))
    request.resume()
  })
  const [idle, busy, stuck] = [await dial(place), await dial(place), await dial(place)]
  busy.socket.write(post('a'))
  stuck.socket.write(post('a'))
  while (waiting.length < 2) await new Promise(setImmediate)
  place.lane?.closeIdle()
  await idle.closed
  answer(waiting[0] as Answer, '<1>')
  await Promise.race([busy.closed, stuck.closed])
  expect(busy.text() + stuck.text()).toContain('<1>')
  expect(place.lane?.counts().open).toBe(1)
  place.lane?.destroy()
  await Promise.all([busy.closed, stuck.closed])
})
