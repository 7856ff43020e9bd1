/** The catalogue's listener under many questions that nobody should ask, from a new seed each time. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askAndJudge } from '../catalogue-hostile/answers.ts'
import { mcpQuestion, question } from '../catalogue-hostile/asking.ts'
import { type Listening, openListening } from '../catalogue-hostile/listening.ts'

/** Milliseconds for each half. */
const LONG = 50_000

let catalogue: Listening

beforeAll(async () => {
  catalogue = await openListening()
})
afterAll(() => catalogue.close())

it.each([
  ['any route', question],
  ['the MCP endpoint', mcpQuestion],
])('%s answers in time and without a fault', async (_name, asked) => {
  const property = fc.asyncProperty(asked, async (one) => void (await askAndJudge(catalogue, one)))
  await fc.assert(property, { numRuns: 100_000, interruptAfterTimeLimit: LONG })
  expect(catalogue.troubles).toEqual([])
})
