/** Where something goes: to people, or out. */
import { parameterName } from '../parameters.ts'
import { type Finder, firstOf, found, foundIn, words } from './finder.ts'

const REACHES = words(
  'send email notify publish tweet retweet broadcast invite forward phonecall dial announce crosspost repost remind',
)
/** What `publish` and `send` do not reach people with. */
const INSIDE = words(
  'graph question version package draft entry type schema workflow event metric transaction command signal data block log console',
)
const WRITES_TO = words('post reply create add share schedule queue submit')
const MESSAGES = words(
  'message email mail sms tweet newsletter invitation invite campaign dm blogpost reel story blast phonecall announcement letter fax envelope signature tweetthread broadcast',
)
const QUIET = words(
  'rule contract get port prompt agent seen draft template list folder label settings setting queue webhook token command key keys request otp file transaction crypto eth money fund payment signal keystroke input cookie',
)
const SENDER_SETS = words('flow campaign automation broadcast newsletter')
const LIVE = words('status state activate enable resume publish launch unpause schedule')
const OUTWARD_VERBS = words('upload share publish comment reply push post crosspost')
const OUTWARD_NOUNS = words('comment webhook gist issue link pullrequest review reply invitation sharelink')
const MAKES = words('create add open submit post register')
const ADDRESS = words('webhookurl callbackurl callback endpoint webhook notifyurl redirecturl')

/** Messages that reach people: they cannot be called back. */
export const sends: Finder = ({ category, verbs, nouns: named, objects, heads, facts }) => {
  if (category !== 'Write' && category !== 'Execute') return []
  const nouns = new Set([...named, ...objects])
  const draft = nouns.has('draft') || nouns.has('template')
  const verb = firstOf(verbs, REACHES)
  if (verb !== undefined && !draft && firstOf(nouns, QUIET) === undefined && firstOf(nouns, INSIDE) === undefined) {
    return [found('sends', 'name', `“${verb}” reaches people, and what was sent cannot be called back`)]
  }
  const message = firstOf(heads, MESSAGES)
  if (message !== undefined && firstOf(verbs, WRITES_TO) !== undefined && firstOf(nouns, QUIET) === undefined) {
    return [found('sends', 'name', `a “${message}” reaches people, and what was sent cannot be called back`)]
  }
  const sender = firstOf(nouns, SENDER_SETS)
  const live = firstOf([...nouns, ...verbs], LIVE)
  if (sender !== undefined && live !== undefined && category !== 'Execute') {
    return [found('sends', 'name', `a “${sender}” that is set live sends to people by itself`)]
  }
  const recipient = facts.parameters.find((one) => /^(?:to|cc|bcc|recipients?|toemails?|phonenumbers?)$/.test(one.key))
  const text = facts.parameters.some((one) => /^(?:body|text|message|content|subject|html)$/.test(one.key))
  if (recipient === undefined || !text || draft) return []
  return [foundIn('sends', recipient, `${parameterName(recipient)} and a text: it reaches people`)]
}

/** Ways out that reach no one directly. */
export const egress: Finder = ({ category, verbs, heads, facts }) => {
  const address = facts.parameters.find((one) => ADDRESS.has(one.key))
  if (address !== undefined && category !== 'Read') {
    return [foundIn('egress', address, `${parameterName(address)} names where data goes`)]
  }
  if (category === 'Read' || category === 'Destructive') return []
  const verb = firstOf(verbs, OUTWARD_VERBS)
  if (verb !== undefined) return [found('egress', 'name', `to “${verb}” lets something leave`)]
  const noun = firstOf(verbs, MAKES) === undefined ? undefined : firstOf(heads, OUTWARD_NOUNS)
  if (noun !== undefined) return [found('egress', 'name', `a “${noun}” can be seen from outside`)]
  return []
}
