/** Definitions that try to steer the model that reads them. */
import { parameterName } from '../parameters.ts'
import { hidesText } from '../text.ts'
import { type Finder, found, foundIn } from './finder.ts'

/** How much of a description is searched. */
const SEARCHED = 4096

const INSTRUCTIONS =
  /(?:ignore|disregard|forget) (?:all |any |the |your )?(?:previous|prior|above|earlier|other) (?:instruction|prompt|rule|message)|(?:do not|don't|never) (?:tell|inform|mention|reveal|show|notify|alert)[^.\n]{0,40}\b(?:user|human|them)\b|without (?:telling|informing|asking|notifying|alerting) the (?:user|human)|<(?:important|system|secret|hidden|admin)>|~\/\.ssh|id_rsa\b|\.cursor\/mcp\.json|\.aws\/credentials|\/etc\/passwd|(?:pass|send|include|put|copy) (?:the |its |their |all )?(?:content|contents|conversation|chat history|api key|credentials?)[^.\n]{0,40} (?:as|in|into) (?:the )?['"`]?(?:sidenote|notes?|context|metadata|extra|feedback)\b/

/** Characters that are not seen, or that reorder what is seen. */
export const hiddenText: Finder = ({ facts }) => {
  if (hidesText(facts.name)) return [found('hidden-text', 'name', 'the name holds characters that are not seen')]
  if (facts.hidden) {
    return [found('hidden-text', 'description', 'the description hides text from people, or is too long to be read')]
  }
  const parameter = facts.parameters.find(({ hides }) => hides)
  return parameter === undefined
    ? []
    : [foundIn('hidden-text', parameter, `${parameterName(parameter)} holds characters that are not seen`)]
}

/** Sentences to the model instead of about the tool. */
export const instructions: Finder = ({ facts }) => {
  if (INSTRUCTIONS.test(facts.lower.slice(0, SEARCHED))) {
    return [found('instructions', 'description', 'the description gives orders to the model that reads it')]
  }
  const parameter = facts.parameters.find(({ note }) => note.length > 20 && INSTRUCTIONS.test(note))
  return parameter === undefined
    ? []
    : [
        foundIn(
          'instructions',
          parameter,
          `${parameterName(parameter)} is described by orders to the model that reads it`,
        ),
      ]
}
