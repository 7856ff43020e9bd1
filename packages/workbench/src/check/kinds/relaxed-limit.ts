/** A limit that forgets what was taken last when its gateway is killed: with the error that it allows. */
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

export const relaxedLimit: FindingKind = {
  code: 'relaxed_limit',
  severity: 'note',
  title: 'A limit that may be exceeded after a kill',
  why: 'With `"durability": "relaxed"` calls go on before what they take is written. A gateway that is killed forgets the claims of its last 20 milliseconds or so, and as many calls more are let pass in that window. That is what they cost; what they gain is the writing, a dozen microseconds of a lonely call. Keep it for counts whose exact end matters to nobody, such as a rate of reading.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: { read: { limits: [{ counter: 'reads', window: 'minute', max: 600, durability: 'relaxed' }] } },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: { read: { limits: [{ counter: 'reads', window: 'minute', max: 600 }] } },
    },
  },
}

function find({ rules }: Subject): readonly Draft[] {
  return rules.flatMap(({ path, rule }) =>
    (rule.limits ?? []).flatMap((limit, at): readonly Draft[] => {
      if (limit.durability !== 'relaxed') return []
      const message = `a gateway that is killed forgets what "${limit.counter}" counted in its last 20 ms: each time, as many calls more than ${limit.max} may pass in a window`
      const remedy = 'Nothing, where that is fine. Remove it where the maximum is a promise.'
      return [{ path: [...path, 'limits', at, 'durability'], message, remedy }]
    }),
  )
}
