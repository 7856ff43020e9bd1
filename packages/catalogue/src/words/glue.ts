/** Words that were written together in lower case: `gettokenpairs`. */
import { VERB_FORMS } from './inflect.ts'

const GLUED =
  /^(get|list|create|delete|update|send|search|fetch|remove|execute|query|download|upload|generate|publish|cancel)([a-z]{4,})$/
const WHOLE =
  /^(?:getaway|getting|listen|listing|deletion|updater|sender|sending|searches|searching|fetching|removed|removal|executor|execution|publisher|cancell|querying|generator|generated|listener|created|creates|creation|creator)/

/** Splits off the verb that a long unknown word begins with; every other word stays as it is. */
export function unglue(words: readonly string[]): readonly string[] {
  if (!words.some((word) => word.length > 7 && GLUED.test(word))) return words
  return words.flatMap((word) => {
    if (VERB_FORMS.has(word) || WHOLE.test(word)) return [word]
    const match = GLUED.exec(word)
    return match === null ? [word] : [match[1] ?? '', match[2] ?? '']
  })
}
