/** What a learned policy rests on, for people and for programs. */
import type { Learned, LearnedTool } from './learn.ts'

/** For people. */
export function learnedText({ calls, from, to, tools, refused }: Learned): string {
  if (from === undefined || to === undefined) return 'No allowed call was recorded: the policy allows nothing.\n'
  const lines = [
    `It rests on ${counted(calls, 'allowed call')}, ${stamp(from)} to ${stamp(to)}.`,
    ...tools.flatMap(({ tool, calls: ofTool, peaks, conditions, notes }) => [
      `  ${tool}: ${counted(ofTool, 'call')}, at most ${peaks.map(peakText).join(', ')}; ${counted(conditions, 'condition')} on arguments`,
      ...notes.map((note) => `    - ${note}`),
    ]),
    ...refused.map(
      ({ tool, calls: ofTool }) =>
        `  ${tool}: called ${ofTool === 1 ? 'once' : `${ofTool} times`} and never allowed: it stays refused`,
    ),
    'Not learned: values of texts, what stands within arrays and objects, amounts, and everything that did not happen.',
  ]
  return `${lines.join('\n')}\n`
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const peakText = ({ calls, window }: LearnedTool['peaks'][number]): string =>
  `${calls} ${window === 'hour' ? 'an' : 'a'} ${window}`

const stamp = (at: number): string => new Date(at).toISOString()

/** For programs: the policy with what it rests on. */
export function learnedJson({ from, to, ...learned }: Learned): string {
  const period = { from: from === undefined ? null : stamp(from), to: to === undefined ? null : stamp(to) }
  return `${JSON.stringify({ ...learned, ...period }, undefined, 2)}\n`
}
