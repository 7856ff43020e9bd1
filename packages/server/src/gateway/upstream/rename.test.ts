import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { request } from './recorder.contract.ts'
import { type Named, rename, restoreAnswer, restoreProgress } from './rename.ts'

const parse = (bytes: Buffer | undefined): Record<string, unknown> => JSON.parse(String(bytes))

describe('rename', () => {
  it('changes the id and the token only, and its answer has the old id again', () => {
    const id = fc.oneof(fc.integer(), fc.string())
    fc.assert(
      fc.property(id, fc.option(id, { nil: undefined }), fc.jsonValue(), (own, token, value) => {
        const params = { id: 9, value, _meta: { progressToken: token, other: { progressToken: 1 } }, progressToken: 2 }
        const named = rename(request(own, 'm', params, { progressToken: token }), 5)
        const sent = { id: 5, method: 'm', jsonrpc: '2.0', params: parse(Buffer.from(JSON.stringify(params))) }
        if (token !== undefined) Object.assign(sent.params['_meta'] as object, { progressToken: 5 })
        expect(parse(named?.bytes)).toEqual(sent)
        const answer = {
          result: { id: 5, value: parse(Buffer.from(JSON.stringify({ value })))['value'] },
          jsonrpc: '2.0',
        }
        const back = restoreAnswer(Buffer.from(JSON.stringify({ ...answer, id: 5 })), named as Named)
        expect(parse(back)).toEqual({ ...answer, id: own })
      }),
    )
  })

  it('takes no message whose id or token is not there once', () => {
    const of = (text: string) => ({ ...request(1, 'm', {}, { progressToken: 1 }), bytes: Buffer.from(text) })
    expect(rename(of('{"id":1,"id":2,"params":{"_meta":{"progressToken":1}}}'), 5)).toBeUndefined()
    expect(rename(of('{"id":1,"params":{"_meta":{}}}'), 5)).toBeUndefined()
    expect(rename(of('{"\\u0069d":1,"params":{"_meta":{"progressToken":1}}}'), 5)?.bytes.toString()).toBe(
      '{"\\u0069d":5,"params":{"_meta":{"progressToken":5}}}',
    )
  })

  it('gives back nothing that names two ids', () => {
    const named = rename(request(1, 'm'), 5) as Named
    expect(restoreAnswer(Buffer.from('{"id":5,"result":{},"id":5}'), named)).toBeUndefined()
    expect(restoreProgress(Buffer.from('{"params":{"progressToken":5,"progressToken":5}}'), named)).toBeUndefined()
  })
})
