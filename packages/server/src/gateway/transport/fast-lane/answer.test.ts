import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../exchange.ts'
import { answer, dial, echo, endsAll, open, post, type Serve } from './lane.contract.ts'

endsAll()

describe('an answer', () => {
  const forms: readonly (readonly [string, Serve])[] = [
    ['whole', echo],
    [
      'without a body',
      ({ request, response }) => {
        request.on('end', () => {
          response.writeHead(202, ['content-length', '0'])
          response.end()
        })
        request.resume()
      },
    ],
    [
      'in chunks',
      ({ request, response }) => {
        request.on('end', () => {
          response.writeHead(200, ['content-type', 'application/json'])
          response.write(Buffer.from('{"a":'))
          response.write('"\u00e4"')
          response.write(Buffer.alloc(20_000, 'x'))
          response.end('}')
        })
        request.resume()
      },
    ],
    [
      'as events, the head before them',
      ({ request, response }) => {
        request.on('end', () => {
          response.writeHead(200, ['content-type', 'text/event-stream'])
          response.flushHeaders()
          setImmediate(() => {
            response.write(Buffer.from('data: 1\n\n'))
            response.end()
          })
        })
        request.resume()
      },
    ],
    [
      'larger than a piece',
      ({ request, response }) => {
        request.on('end', () => answer(response, 'z'.repeat(50_000)))
        request.resume()
      },
    ],
    [
      'that closes',
      ({ request, response }) => {
        request.on('end', () => {
          response.writeHead(413, ['content-length', '2', 'connection', 'close'])
          response.end('no')
        })
        request.resume()
      },
    ],
    [
      'to a request that is not read',
      ({ response }) => {
        response.writeHead(401, ['content-length', '2', 'www-authenticate', 'Bearer', 'connection', 'close'])
        response.write('no')
        response.end()
      },
    ],
  ]
  test.each(forms)('[lanes.alike] %s has the bytes of node:http', async (_, serve) => {
    const both = await Promise.all(
      [true, false].map(async (hasLane) => {
        const client = await dial(await open(serve, {}, hasLane))
        client.socket.write(post('body', 'connection: close'))
        await client.closed
        return client.text()
      }),
    )
    expect(both[0]).toMatch(/^HTTP\/1\.1 [0-9]{3} /)
    expect(both[0]).toBe(both[1])
  })

  test('leaves at the end of the turn in which it was given, with those of other connections', async () => {
    const waiting: Answer[] = []
    const sockets: Socket[] = []
    const place = await open(({ request, response }) => {
      request.on('end', () => void waiting.push(response))
      request.resume()
    })
    place.server.on('connection', (socket) => void sockets.push(socket))
    const clients = await Promise.all([dial(place), dial(place)])
    for (const client of clients) client.socket.write(post('body'))
    while (waiting.length < clients.length) await new Promise(setImmediate)
    for (const response of waiting) answer(response, 'an answer')
    expect(sockets.map(({ writableCorked }) => writableCorked)).toEqual([1, 1])
    await Promise.all(clients.map((client) => client.has('an answer')))
    expect(sockets.map(({ writableCorked }) => writableCorked)).toEqual([0, 0])
  })

  test('cannot have a header that ends its line', async () => {
    const place = await open(({ response }) => {
      expect(() => response.writeHead(200, ['x', 'a\r\nb: c'])).toThrow(TypeError)
      response.writeHead(200, ['content-length', '0'])
      response.end()
    })
    const client = await dial(place)
    client.socket.write(post('', 'connection: close'))
    await client.closed
    expect(client.text()).not.toContain('b: c')
  })

  test.each(['answering', 'reading'])('is given up when the client leaves while it is %s', async (stage) => {
    const gone = new Promise<boolean>((resolve) => {
      void open(({ request, response }) => {
        request.on('data', () => undefined)
        if (stage === 'answering') {
          response.writeHead(200, [])
          response.write('x')
        }
        const leave = stage === 'answering' ? response : request
        leave.on('close', () => resolve(response.writableEnded))
      }).then(async (place) => {
        const client = await dial(place)
        client.socket.write(stage === 'answering' ? post('a') : post('abc').slice(0, -1))
        if (stage === 'answering') await client.has('x')
        else while (place.lane?.counts().requests === 0) await new Promise(setImmediate)
        client.socket.destroy()
      })
    })
    expect(await gone).toBe(false)
  })
})
