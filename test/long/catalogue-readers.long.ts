/** Readers of strangers' files under very many of them, from a new seed each time. */
import { gather, readClientConfig, readDocument } from '@portcullis/catalogue'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexOf } from '../catalogue-hostile/facts.ts'
import { config, document } from '../catalogue-hostile/files.ts'
import { UNSEEN } from '../catalogue-hostile/texts.ts'

/** Milliseconds for each. */
const LONG = { numRuns: 1_000_000, interruptAfterTimeLimit: 25_000 }
const SOURCE = { source: 'test', license: 'MIT' }

it('facts of any form become entries that can be shown, or nothing', () => {
  const read = fc.property(document, (one) => {
    const { servers } = gather([], readDocument(one, SOURCE).found, '2026-11-21')
    const index = indexOf(servers)
    for (const { id, name, slug } of servers) {
      expect([index.entry(id)?.slug, UNSEEN.test(name)]).toEqual([slug, false])
    }
  })
  fc.assert(read, LONG)
})

it('configurations of any form are read, or refused with a line', () => {
  const read = fc.property(config, (one) => {
    const answer = readClientConfig(one)
    if (!answer.ok) expect(answer.line).toBeGreaterThan(0)
    else for (const { name } of answer.servers) expect(UNSEEN.test(name)).toBe(false)
  })
  fc.assert(read, LONG)
})
