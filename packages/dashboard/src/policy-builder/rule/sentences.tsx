/** What a rule says, in sentences. */
import type { JsonObject } from '@portcullis/engine'
import { ruleSentences } from '../words/rule-words.ts'

/** Shows them. */
export function Sentences({ rule }: { readonly rule: JsonObject }) {
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5 marker:text-line-strong">
      {ruleSentences(rule).map(({ place, text }) => (
        <li key={place.join('/')} className="break-words">
          {text}
        </li>
      ))}
    </ul>
  )
}
