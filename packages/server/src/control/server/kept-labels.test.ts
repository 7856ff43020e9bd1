import { createClassifier } from '@portcullis/catalogue'
import { describe, expect, it } from 'vitest'
import { keepLabels } from './kept-labels.ts'

const SOURCE = { id: 'srv_1', slug: 'shop', trusted: false, siblings: ['get_orders', 'run'] }
const RUN = JSON.stringify({ name: 'run', description: 'Runs a command.' })

describe('kept labels', () => {
  it('are those of the classifier', () => {
    const { id: _, slug: name, ...context } = SOURCE
    expect(keepLabels()(SOURCE)(RUN)).toEqual(createClassifier({ name, ...context })(JSON.parse(RUN)))
  })

  it('are the same as long as server, siblings and definition are', () => {
    const labels = keepLabels()
    const first = labels(SOURCE)(RUN)
    expect(labels({ ...SOURCE })(RUN)).toBe(first)
    expect(labels(SOURCE)(JSON.stringify({ name: 'run', description: 'Reads a file.' }))).not.toBe(first)
    labels(SOURCE)(RUN)
    for (const other of [{ slug: 'files' }, { trusted: true }, { siblings: ['run'] }]) {
      const before = labels(SOURCE)(RUN)
      expect(labels({ ...SOURCE, ...other })(RUN)).not.toBe(before)
    }
  })

  it('forget what the last list did not have, and servers that nobody asked for', () => {
    const labels = keepLabels()
    const first = labels(SOURCE)(RUN)
    labels(SOURCE)
    const second = labels(SOURCE)(RUN)
    expect(second).not.toBe(first)
    for (let i = 0; i < 500; i++) labels({ ...SOURCE, id: `srv_other_${i}` })
    expect(labels(SOURCE)(RUN)).not.toBe(second)
  })
})
