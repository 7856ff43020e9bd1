/** A grade’s deductions: what each means and what a policy does about it. */
import type { Deduction } from '../grade.ts'
import type { Category } from '../risk.ts'
import { capital, counted, listed, paragraph } from './phrases.ts'
import { say } from './plain.ts'
import type { Prose } from './report.ts'
import type { Study } from './study.ts'

/** What the recommended policy does about the Critical tools that are there. */
function aboutCritical({ server }: Study): Prose {
  const critical = server.tools.filter(({ mark }) => mark.risk === 'Critical')
  const of = (category: Category) => critical.some(({ mark }) => mark.category === category)
  const does = [
    of('Destructive') && 'hides what destroys',
    of('Financial') && 'puts what pays before a person',
    of('Execute') && 'caps what runs things and looks into its arguments',
    of('Write') && 'asks before many people are reached',
  ].filter((one) => one !== false)
  return say`the recommended policy ${does.length === 0 ? 'hides them' : listed(does, 4)}`
}

/** What a policy does about a deduction, by how its reason begins. */
const ANSWERS: readonly (readonly [RegExp, (about: Study) => Prose])[] = [
  [/Critical tools?$/, aboutCritical],
  [/High tools?$/, () => say`the recommended policy caps them, and asks where rights or credentials are concerned`],
  [
    /^it runs code/,
    () =>
      say`the recommended policy caps the calls and refuses arguments that destroy or leak; a narrow account behind the server does the rest`,
  ],
  [
    /^it moves or commits money/,
    () => say`the recommended policy lets a person answer, and a budget can bound the day`,
  ],
  [/^private data/, () => say`close one of the three: hide the way out, or give the readers to another client`],
  [/^it hands out credentials/, () => say`the recommended policy lets a person answer before a credential is read`],
  [/without a description/, () => say`no policy helps against that; the labels rest on names alone`],
  [/^a definition hides text/, () => say`the recommended policy hides what speaks to the model`],
]

/** A deduction’s reason as a whole sentence. */
function reasonOf({ because }: Deduction): Prose {
  const [, count, level] = /^(\d+) (Critical|High) tools?$/.exec(because) ?? []
  if (count === undefined || level === undefined) return capital(say`${because}.`)
  return capital(say`${counted(Number(count), 'tool')} ${count === '1' ? 'is' : 'are'} of ${level} risk.`)
}

function answerTo(deduction: Deduction, about: Study): Prose {
  const answer = ANSWERS.find(([pattern]) => pattern.test(deduction.because))?.[1]
  return paragraph(reasonOf(deduction), answer === undefined ? undefined : capital(say`${answer(about)}.`))
}

/** One sentence for each deduction, and one for the grade as a whole. */
export function gradeSays(about: Study): readonly Prose[] {
  const { grade, server } = about
  if (grade === undefined) return []
  const tools = counted(server.tools.length, 'known tool')
  const whole =
    grade.deductions.length === 0
      ? say`${String(grade.points)} of 100 points: nothing in its ${tools} takes any away.`
      : say`${String(grade.points)} of 100 points without a policy in front of its ${tools}. The grade speaks of what an agent could do, not of how well the server is written.`
  return [whole, ...grade.deductions.map((one) => answerTo(one, about))]
}
