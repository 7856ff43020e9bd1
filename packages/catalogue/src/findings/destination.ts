/** Where something goes: to people, or out. */
import { parameterName } from '../parameters.ts'
import { type Finder, firstOf, found, foundIn, words } from './finder.ts'

const REACHES = words('send email mail notify publish tweet retweet broadcast invite forward phonecall call dial dm announce text crosspost repost remind')
const WRITES_TO = words('post reply create add share schedule start queue submit run trigger')
const MESSAGES = words('message email mail sms tweet post status newsletter invitation invite campaign notification dm thread reel story blast whatsapp slack telegram phonecall announcement letter fax envelope signature tweetthread broadcast')
const QUIET = words('draft template list folder label settings setting queue webhook token command key keys request otp comment_only file transaction crypto eth money fund payment signal keystroke input cookie')
const SENDER_SETS = words('flow campaign automation broadcast journey newsletter sequence')
const LIVE = words('status state activate start enable resume publish launch unpause run trigger schedule')
const OUTWARD_VERBS = words('upload share publish comment reply push sync export deploy fork post react submit crosspost')
const OUTWARD_NOUNS = words('comment webhook gist issue share link pullrequest review attachment invitation')
const ADDRESS = words('webhookurl callbackurl callback endpoint webhook notifyurl redirecturl')

/** Messages that reach people: they cannot be called back. */
export const sends: Finder = ({ category, verbs, nouns, facts }) => {
  if (category === 'Read' || category === 'Destructive') return []
  const draft = nouns.has('draft') || nouns.has('template')
  const verb = firstOf(verbs, REACHES)
  if (verb !== undefined && !draft && firstOf(nouns, QUIET) === undefined) {
    return [found('sends', 'name', `“${verb}” reaches people, and what was sent cannot be called back`)]
  }
  const message = firstOf(nouns, MESSAGES)
  if (message !== undefined && firstOf(verbs, WRITES_TO) !== undefined && firstOf(nouns, QUIET) === undefined) {
    return [found('sends', 'name', `a “${message}” reaches people, and what was sent cannot be called back`)]
  }
  const sender = firstOf(nouns, SENDER_SETS)
  const live = firstOf([...nouns, ...verbs], LIVE)
  if (sender !== undefined && live !== undefined && category !== 'Execute') {
    return [found('sends', 'name', `a “${sender}” that is set live sends to people by itself`)]
  }
  const recipient = facts.parameters.find((one) => /^(?:to|cc|bcc|recipients?|toemails?|phonenumbers?)$/.test(one.words.join('')))
  const text = facts.parameters.some((one) => /^(?:body|text|message|content|subject|html)$/.test(one.words.join('')))
  if (recipient === undefined || !text || draft) return []
  return [foundIn('sends', recipient, `${parameterName(recipient)} and a text: it reaches people`)]
}

/** Ways out that reach no one directly. */
export const egress: Finder = ({ category, verbs, nouns, facts }) => {
  const address = facts.parameters.find((one) => ADDRESS.has(one.words.join('')))
  if (address !== undefined && category !== 'Read') {
    return [foundIn('egress', address, `${parameterName(address)} names where data goes`)]
  }
  if (category === 'Read' || category === 'Destructive') return []
  const verb = firstOf(verbs, OUTWARD_VERBS)
  if (verb !== undefined) return [found('egress', 'name', `to “${verb}” lets something leave`)]
  const noun = firstOf(nouns, OUTWARD_NOUNS)
  if (noun !== undefined) return [found('egress', 'name', `a “${noun}” can be seen from outside`)]
  return []
}
