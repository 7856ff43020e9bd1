/** The published formula of a server's grade. */
import type { FC } from 'hono/jsx'
import { GradeMark } from '../components/badges.tsx'
import { Section } from '../components/section.tsx'

const TERMS: readonly (readonly [points: string, why: string])[] = [
  ['up to 30', 'for the share of Critical tools, and 1 for each of them, at most 10'],
  ['up to 15', 'for the share of High tools, and half a point for each of them, at most 5'],
  ['15', 'where it runs code or commands from arguments'],
  ['10', 'where it moves or commits money'],
  ['15', 'where private data, text by strangers and a way out come together'],
  ['10', 'where it hands out credentials'],
  ['5', 'where more than half of its tools are known to have no description'],
  ['40', 'where a definition hides text or gives orders to the model'],
]

const GRADES = [
  ['A', 90],
  ['B', 80],
  ['C', 70],
  ['D', 60],
  ['E', 50],
  ['F', 0],
] as const

/** How a grade comes about. */
export const GradeFormula: FC = () => (
  <Section id="grade" title="A grade for a server">
    <p>
      A grade says what a server could do to you with no policy in front of it. It is no verdict on its authors: a
      server that can delete a database is graded for being able to. It starts at 100 points and loses
    </p>
    <ul class="deductions">
      {TERMS.map(([points, why]) => (
        <li>
          <b>{points}</b> <span>{why}</span>
        </li>
      ))}
    </ul>
    <p class="grade-scale">
      {GRADES.map(([grade, from]) => (
        <span>
          <GradeMark grade={grade} /> {from === 0 ? 'below' : `from ${from}`}
        </span>
      ))}
    </p>
  </Section>
)
