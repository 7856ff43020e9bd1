import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { NO_REQUEST } from './both-lanes.contract.ts'
import { dial, echo, endsAll, open, post } from './lane.contract.ts'

endsAll()

describe('whoever is slow', () => {
  const soon = { headTimeout: 80, requestTimeout: 160, keepAliveTimeout: 80 }
  test.each([
    ['and sends nothing', ''],
    ['and sends half a head', 'POST /mcp/up HTTP/1.1\r\nhost:'],
    ['and sends half a body', post('12345678').slice(0, -4)],
    ['and sends half of the second head', `${post('<1>')}POST /mcp`],
  ])('[lanes.waits] %s is told so', async (_, text) => {
    const client = await dial(await open(echo, soon))
    client.socket.write(text)
    await client.closed
    expect(client.text()).toContain('408 Request Timeout')
    expect(client.text().includes('<1>')).toBe(text.includes('<1>'))
  })

  test('and has been answered is left without a word', async () => {
    const client = await dial(await open(echo, soon))
    client.socket.write(post('<1>'))
    await client.closed
    expect(client.text()).not.toContain('408')
  })

  test('and sends a head byte by byte is read by the other lane', async () => {
    const place = await open(echo)
    const client = await dial(place)
    for (const byte of post('<1>')) {
      client.socket.write(byte)
      await new Promise(setImmediate)
    }
    await client.has('<1>')
    expect(place.lane?.counts().handedOver).toBe(1)
  })

  test.each([
    ['within a head', 'POST /mcp/up HTTP/1.1\r\nhost:'],
    ['within a body', post('12345').slice(0, -1)],
  ])('and ends %s is told so', async (_, text) => {
    const client = await dial(await open(echo))
    client.socket.end(text)
    await client.closed
    expect(client.text()).toBe(NO_REQUEST)
  })

  test('[lanes.waits] and does not close after it was told so is closed', async () => {
    const place = await open(echo, soon)
    const socket = connect({ port: place.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined).resume()
    await once(socket, 'end')
    while ((place.lane?.counts().open ?? 0) > 0) await pause(20)
    socket.destroy()
  })

  test('and ends between requests is let go', async () => {
    const client = await dial(await open(echo))
    client.socket.write(post('<1>'))
    await client.has('<1>')
    client.socket.end()
    await client.closed
    expect(client.text()).not.toContain('400')
  })
})
