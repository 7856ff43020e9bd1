import { describe, expect, it } from 'vitest'
import { StderrLines } from './stderr-lines.ts'

function reader() {
  const told: string[] = []
  const clock = { at: 0, now: () => 0, monotonic: () => clock.at }
  const lines = new StderrLines(clock, (line) => told.push(line))
  return { told, clock, lines }
}

describe('StderrLines', () => {
  it('tells whole lines, whatever the pieces', () => {
    const { told, lines } = reader()
    for (const piece of ['on', 'e\ntw', 'o\n\nthr', 'ee']) lines.push(Buffer.from(piece))
    expect(told).toEqual(['one', 'two'])
    lines.end()
    expect(told).toEqual(['one', 'two', 'three'])
  })

  it('cuts a line that is too long, and goes on with the next', () => {
    const { told, lines } = reader()
    for (let i = 0; i < 100; i++) lines.push(Buffer.from('x'.repeat(1000)))
    lines.push(Buffer.from('\nnext\n'))
    expect(told).toEqual([`${'x'.repeat(8192)} …`, 'next'])
  })

  it('tells so many lines a second, and how many more there were', () => {
    const { told, clock, lines } = reader()
    lines.push(Buffer.from('line\n'.repeat(1000)))
    expect(told).toHaveLength(200)
    clock.at = 1000
    lines.push(Buffer.from('later\n'))
    expect(told.slice(200)).toEqual(['Lines dropped: 800.', 'later'])
  })

  it('tells at its end what it dropped', () => {
    const { told, lines } = reader()
    lines.push(Buffer.from('line\n'.repeat(201)))
    lines.end()
    expect(told.at(-1)).toBe('Lines dropped: 1.')
  })
})
