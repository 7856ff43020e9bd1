/** Whose data it touches: secrets, personal data, texts by strangers. */
import { parameterName } from '../parameters.ts'
import { type Finder, firstOf, found, foundIn, words } from './finder.ts'

const SECRET = words(
  'secret password passwd credential accesstoken accesskey apikey privatekey passphrase mnemonic seedphrase keypair vault otp totp kubeconfig env dotenv connectionstring pat jwt ssh',
)
const TOKEN_KIND = words(
  'access api auth bearer refresh oauth session personal registration removal service deploy sas',
)
const SECRET_PARAMETER =
  /^(?:.*(?:password|passwd|secret|privatekey|mnemonic|passphrase|seedphrase|accesstoken|apikey|connectionstring)|token|pat|jwt|bearer)$/
const NOT_SECRET = /(?:secretname|secretid|secretsanta|tokenaddress|tokenid|nexttoken|pagetoken|maxtokens?)$/

const PRIVATE = words(`
email mail inbox message chat conversation dm thread contact customer profile person people patient employee user lead subscriber
member attendee candidate applicant student guardian transcript recording voicemail phone medical health prescription
bank statement salary payroll account transaction invoice order payment address calendar meeting note memory
file document folder drive photo clipboard screenshot browser history cookie row record table database
passenger guest voter donor household ticket deal resume
`)
const PERSONAL = words(`
email mail inbox message chat conversation dm contact customer profile person people patient employee user lead subscriber
member attendee candidate applicant student guardian transcript recording voicemail phone medical health bank salary
payroll address passenger guest donor household clipboard resume
`)

const STRANGERS = words(`
web webpage page website site internet article news rss feed email mail inbox message comment issue ticket review feedback tweet
post blogpost thread discussion pullrequest chat submission forum blog html readme transcript subreddit paper
attachment conversation dm gist reply content
`)
const FETCHES = words('fetch scrape crawl browse navigate visit goto')

function isRead(category: string): boolean {
  return category === 'Read' || category === 'Execute'
}

/** Credentials: handed out, replaced, or taken as an argument. */
export const secrets: Finder = ({ objects, nouns: named, facts }) => {
  const nouns = new Set([...named, ...objects])
  const word = firstOf(nouns, SECRET)
  if (word !== undefined) return [found('secrets', 'name', `it handles a “${word}”`)]
  if ((nouns.has('token') || nouns.has('key')) && firstOf(nouns, TOKEN_KIND) !== undefined) {
    return [found('secrets', 'name', 'it handles an access token or key')]
  }
  const parameter = facts.parameters.find((one) => {
    const name = one.key
    return SECRET_PARAMETER.test(name) && !NOT_SECRET.test(name)
  })
  return parameter === undefined
    ? []
    : [foundIn('secrets', parameter, `${parameterName(parameter)} takes a credential`)]
}

/** Data that is not public, and whether it is about people. */
export const personal: Finder = ({ returned, category }) => {
  if (!isRead(category)) return []
  const word = firstOf(returned, PRIVATE)
  if (word === undefined) return []
  const own = found('private', 'name', `“${word}” is not public`)
  return PERSONAL.has(word) ? [own, found('personal', 'name', `“${word}” is data about people`)] : [own]
}

/** Texts that strangers write: they may hold instructions to the model. */
export const untrusted: Finder = ({ returned, verbs, category, facts }) => {
  if (!isRead(category)) return []
  const verb = firstOf(verbs, FETCHES)
  const url = facts.parameters.find((one) => /^(?:url|urls|uri|link|website)$/.test(one.key))
  if (verb !== undefined && (url !== undefined || firstOf(returned, STRANGERS) !== undefined)) {
    return [found('untrusted', 'name', `to “${verb}” brings in text that strangers write`)]
  }
  const word = firstOf(returned, STRANGERS)
  return word === undefined ? [] : [found('untrusted', 'name', `“${word}” holds text that strangers write`)]
}
