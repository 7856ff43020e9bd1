/** Questions that people ask, with their answers. */
import { plain, type QuestionReport } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { Prose } from './prose.tsx'

/** All open to be read and found on the page. */
export const Questions: FC<{ readonly of: readonly QuestionReport[] }> = ({ of }) => (
  <div class="questions">
    {of.map(({ question, answer }) => (
      <div>
        <h3>{question}</h3>
        <p>
          <Prose of={answer} />
        </p>
      </div>
    ))}
  </div>
)

/** The same as structured data (schema.org, FAQPage). */
export function questionsData(questions: readonly QuestionReport[]): Readonly<Record<string, unknown>> {
  return {
    '@type': 'FAQPage',
    mainEntity: questions.map(({ question, answer }) => ({
      '@type': 'Question',
      name: question,
      acceptedAnswer: { '@type': 'Answer', text: plain(answer) },
    })),
  }
}
