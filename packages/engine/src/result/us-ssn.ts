/** Social security numbers of the United States, as they are written with hyphens or spaces. */
import { isAlnumAt, isDashAt } from './characters.ts'
import type { Detector } from './detector.ts'

const NUMBER = /(?<![0-9A-Za-z])(?!000|666|9)\d{3}([- \u2010\u2011\u2013])(?!00)\d\d\1(?!0000)\d{4}/g

export const usSsn: Detector = {
  name: 'us_ssn',
  finds: 'Numbers of the form 123-45-6789, with hyphens or spaces, whose three parts are ones that are given out.',
  misses: 'Numbers without separators, and those of other countries. There is no check digit.',
  marks: [NUMBER],
  find(text, report) {
    NUMBER.lastIndex = 0
    for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
      const end = match.index + match[0].length
      if (standsAlone(text, match.index, end)) report(match.index, end)
      else NUMBER.lastIndex = match.index + 1
    }
  },
}

function standsAlone(text: string, start: number, end: number): boolean {
  const touchesBefore = isAlnumAt(text, start - 1) || (isJoint(text, start - 1) && isAlnumAt(text, start - 2))
  return !(touchesBefore || isAlnumAt(text, end) || (isJoint(text, end) && isAlnumAt(text, end + 1)))
}

const isJoint = (text: string, index: number): boolean => isDashAt(text, index) || text[index] === '.'
