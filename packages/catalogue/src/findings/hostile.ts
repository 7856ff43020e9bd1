/** Definitions that try to steer the model that reads them. */
import { hidesText } from '../text.ts'
import { type Finder, found } from './finder.ts'

/** How much of a description is searched. */
const SEARCHED = 4096

const INSTRUCTIONS =
  /(?:ignore|disregard|forget) (?:all |any |the |your )?(?:previous|prior|above|earlier|other) (?:instruction|prompt|rule|message)|(?:do not|don't|never) (?:tell|inform|mention|reveal|show|notify|alert)[^.\n]{0,40}\b(?:user|human|them)\b|without (?:telling|informing|asking|notifying|alerting) the (?:user|human)|<(?:important|system|secret|hidden|admin)>|~\/\.ssh|id_rsa\b|\.cursor\/mcp\.json|\.aws\/credentials|\/etc\/passwd|(?:pass|send|include|put|copy) (?:the |its |their |all )?(?:content|contents|conversation|chat history|api key|credentials?)[^.\n]{0,40} (?:as|in|into) (?:the )?['"`]?(?:sidenote|notes?|context|metadata|extra|feedback)\b/

/** Characters that are not seen, or that reorder what is seen. */
export const hiddenText: Finder = ({ facts }) => {
  if (hidesText(facts.name)) return [found('hidden-text', 'name', 'the name holds characters that are not seen')]
  if (!facts.hidden) return []
  return [found('hidden-text', 'description', 'the description holds characters that are not seen, or that reorder what is seen')]
}

/** Sentences to the model instead of about the tool. */
export const instructions: Finder = ({ facts }) => {
  const match = INSTRUCTIONS.exec(facts.lower.slice(0, SEARCHED))
  return match === null ? [] : [found('instructions', 'description', 'the description gives orders to the model that reads it')]
}
