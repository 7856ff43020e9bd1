/** How far one call reaches: many things at once, who may do what, money spent, no way back. */
import { parameterName } from '../parameters.ts'
import { type Finder, firstOf, found, foundIn, words } from './finder.ts'

const MANY = words('bulk batch mass all many multiple everything everyone')
const LISTS =
  /^(?:recipients?|recipientids|emails?|emailaddresses|to|cc|phonenumbers|users|userids|contacts|contactids|members|memberids|profiles|profileids|customers|customerids|subscribers|leads|leadids)$/

const RIGHTS = words(
  'permission role access acl grant collaborator admin owner ownership sharing privilege sso mfa iplist whitelist allowlist visibility firewall securitygroup rbac moderator accesscontrol membership policy',
)
const PAID = words(
  'image video audio speech music song voice lipsync sms phonecall prediction generation embedding completion crawl',
)
const MAKES = words('generate synthesize create render')
const NO_WAY_BACK = words('merge publish overwrite migrate transfer upgrade')

/** More than one thing with one call. */
export const bulk: Finder = ({ category, nouns, facts }) => {
  if (category === 'Read') return []
  const word = firstOf(nouns, MANY)
  if (word !== undefined) return [found('bulk', 'name', `“${word}” says that one call reaches many`)]
  const list = facts.parameters.find((one) => one.type === 'array' && LISTS.test(one.key))
  return list === undefined ? [] : [foundIn('bulk', list, `${parameterName(list)} is a list: one call reaches many`)]
}

/** Who may do what. */
export const permissions: Finder = ({ category, objects }) => {
  if (category === 'Read') return []
  const word = firstOf(objects, RIGHTS)
  return word === undefined ? [] : [found('permissions', 'name', `“${word}” decides who may do what`)]
}

/** Paid credits. */
export const spends: Finder = ({ category, nouns, verbs }) => {
  if (category === 'Read' && !verbs.has('generate')) return []
  const word = firstOf(nouns, PAID)
  if (word === undefined || firstOf(verbs, MAKES) === undefined) return []
  return [found('spends', 'name', `making a “${word}” uses up paid credits`)]
}

/** Changes that nobody takes back. */
export const irreversible: Finder = ({ category, verbs, facts }) => {
  if (category !== 'Write') return []
  const { destructiveHint, readOnlyHint } = facts.annotations
  if (destructiveHint === true && readOnlyHint !== true) {
    return [found('irreversible', 'annotations', 'the server says that it may destroy')]
  }
  if (/cannot be (?:undone|reversed)|irreversibl/.test(facts.lower.slice(0, 1200))) {
    return [found('irreversible', 'description', 'the description says that it cannot be undone')]
  }
  const verb = firstOf(verbs, NO_WAY_BACK)
  return verb === undefined ? [] : [found('irreversible', 'name', `a “${verb}” is hard to take back`)]
}

/** So many arguments that nobody sees at a glance what a call does. */
export const manyParameters: Finder = ({ facts }) => {
  const count = facts.parameters.length
  return count < 20
    ? []
    : [found('many-parameters', 'schema', `${count < 64 ? count : 'more than 60'} parameters hide what a call does`)]
}
