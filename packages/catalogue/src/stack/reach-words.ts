/** What the words of a tool's name say about whose data it handles, where traits alone say too much. */
import type { ToolFacts } from '../import/server-facts.ts'
import type { Callable } from './callable.ts'

/** Words, each in lower case. */
type Words = ReadonlySet<string>

/** The words of a name, in lower case: `getUserProfile` and `get-user_profile` have the same. */
function wordsOf(name: string): Words {
  const snake = name.slice(0, 200).replace(/([a-z0-9])([A-Z])/g, '$1_$2')
  return new Set(snake.toLowerCase().split(/[^a-z0-9]+/))
}

/** The words of tools: each role asks for those of every tool. */
const known = new WeakMap<ToolFacts, Words>()

/** Whether a tool's name has one of the words. */
export function says({ facts }: Callable, words: Words): boolean {
  const own = known.get(facts) ?? wordsOf(facts.name)
  known.set(facts, own)
  for (const word of own) if (words.has(word)) return true
  return false
}

const set = (text: string): Words => new Set(text.split(' '))

/** Who somebody is, or what a thing is like: less than what somebody wrote. */
export const IDENTITY: Words = set(
  [
    'user users self me member members whoami viewer assignee assignees profile guest info metadata stat stats statistics',
    'status health count counts summary metrics analytics blame diff version versions rollout top console install',
    'diagnose troubleshoot folder folders queue queues template templates',
  ].join(' '),
)

/** Rows of a database. */
export const DATABASE: Words = set('sql query queries')

/** The content of files. */
export const CONTENT: Words = set('file files content contents document documents attachment attachments')

/** Where people write to each other who are let in: colleagues rather than strangers. */
const WORKSPACE = set('slack teams mattermost notion confluence coda figma obsidian notes note evernote wiki memory')

/** Parameters of what lies elsewhere than on this machine. */
const ELSEWHERE = set('owner repo repository project_id bucket drive drive_id site site_id workspace url uri')

/** Switches: what they set in motion reaches people, and carries nothing of the caller's. */
export const SWITCH: Words = set('status pause resume toggle enable disable activate deactivate archive unsubscribe')

/** Set up once, they send from then on. */
export const HOOK: Words = set('webhook webhooks hook hooks')

/** Gone for good, and missed. */
export const LOSS: Words = set(
  'delete remove drop purge destroy truncate wipe erase cancel reset clear revoke uninstall',
)

/** Small things, whose loss nobody mourns. */
export const TRIFLE: Words = set(
  'label labels reaction reactions draft drafts pending notification notifications star tag tags',
)

/** Who may do what. */
export const RIGHT: Words = set(
  'permission permissions role roles access member members collaborator collaborators share sharing grant invite acl iam',
)

/** Keys that everybody may see. */
export const OPEN_KEY: Words = set('anon public publishable')

/** What runs code inside a page, not on the machine. */
const IN_PAGE: Words = set('browser chrome puppeteer playwright page tab evaluate')

/** What people send to somebody whom they may not know. */
export const SENT: Words = set(
  [
    'mail mails email emails message messages inbox sms chat chats thread threads reply replies conversation conversations',
    'issue issues pull pr ticket tickets review reviews discussion discussions gist gists forum post posts tweet tweets',
    'feed feeds news rss web website websites webpage webpages search crawl scrape browse reddit youtube transcript',
  ].join(' '),
)

/** Credentials, by their names. */
export const CREDENTIAL: Words = set(
  'secret secrets credential credentials password passwords token tokens key keys kubeconfig certificate env printenv',
)

/** What only looks at a thing, and does not hand it out. */
export const CHECK: Words = set('test validate verify check details count rotate public config connection')

/** Parts of a name, and parameters, of tools that publish what they are given. */
const TEXT: Words = set('post tweet toot publish text body message content html subject comment caption')

/** Whether the tool is given a text to pass on. */
export function takesText(tool: Callable): boolean {
  return says(tool, TEXT) || tool.facts.parameters.some(({ name }) => TEXT.has(name.toLowerCase()))
}

function slugHas({ member }: Callable, words: Words): boolean {
  for (const word of wordsOf(member.entry?.slug ?? '')) if (words.has(word)) return true
  return false
}

/** Whether what the tool runs stays within a page of a browser. */
export function isInPage(tool: Callable): boolean {
  return says(tool, IN_PAGE) || slugHas(tool, IN_PAGE)
}

/** Whether only people who were let in write what the tool reads, or read what it writes. */
export function isWorkspace(tool: Callable): boolean {
  return says(tool, WORKSPACE) || slugHas(tool, WORKSPACE)
}

/** Whether the tool reads or writes files by their path, and nothing says that they lie elsewhere. */
export function isOnDisk({ facts, shown }: Callable): boolean {
  if (!shown.traits.includes('path') || shown.traits.includes('url')) return false
  return !facts.parameters.some(({ name }) => ELSEWHERE.has(name.toLowerCase()))
}
