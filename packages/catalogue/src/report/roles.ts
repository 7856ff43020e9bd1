/** What a tool's parameters are for, as far as their names and types tell. */
import type { ParameterEntry } from '../entry.ts'
import type { Finding } from '../risk.ts'
import { tokenize } from '../tokens.ts'
import { thingOf } from './language.ts'

/** What a parameter is for. */
export type Role =
  | 'target'
  | 'other'
  | 'amount'
  | 'recipients'
  | 'recipient'
  | 'person'
  | 'text'
  | 'code'
  | 'sql'
  | 'path'
  | 'url'
  | 'markup'
  | 'secret'
  | 'destination'
  | 'size'
  | 'place'
  | 'filter'
  | 'force'
  | 'dry'
  | 'chooser'
  | 'date'
  | 'sort'
  | 'fields'
  | 'flag'
  | 'list'
  | 'title'
  | 'object'
  | 'plain'

/** A parameter and what it is for. */
export interface Roled extends ParameterEntry {
  readonly role: Role
  /** Of an identifier: what it identifies, `campaign`; empty where that is not known. */
  readonly of: string
}

/** Roles by the words of a name in one; the first that fits counts. */
const BY_NAME: readonly (readonly [Role, RegExp])[] = [
  [
    'secret',
    /(?:apitoken|apikey|accesstoken|authtoken|bearertoken|password|passwd|clientsecret|secretkey|privatekey)$/,
  ],
  ['dry', /^(?:dryrun|preview|simulate|validateonly|whatif|checkonly)$/],
  [
    'force',
    /^(?:force|confirm|confirmed|permanent|cascade|recursive|overwrite|yes|skipconfirmation|forcedelete|harddelete)$/,
  ],
  [
    'size',
    /^(?:limit|perpage|pagesize|maxresults|resultsperpage|count|top|take|first|last|numresults|maxitems|size|recordsperpage|itemsperpage|maxresultsperpage|resultlimit|entriesperpage)$/,
  ],
  [
    'place',
    /^(?:page|offset|cursor|skip|pagetoken|pagecursor|nexttoken|nextpagetoken|paginationcursor|paginationtoken|paginationoffset|pagenumber|resultspagenumber|startindex|after|before|marker|startingafter|endingbefore|continuationtoken|nextcursor)$/,
  ],
  [
    'filter',
    /^(?:filter|filters|query|q|search|searchquery|searchterm|keyword|keywords|where|term|terms|match|criteria|conditions)$/,
  ],
  ['sort', /^(?:sort|sortby|orderby|order|sortorder|sortdirection|direction|sorts)$/],
  [
    'fields',
    /^(?:fields|include|expand|select|fieldstoreturn|fieldstoexpand|includefields|excludefields|properties|columns)$/,
  ],
  ['chooser', /^(?:action|operation|op|method|command)$/],
  [
    'text',
    /^(?:text|body|message|content|subject|description|comment|note|notes|title|summary|prompt|caption|requestbody)$/,
  ],
  ['recipient', /^(?:to|recipient|recipientemail|toemail|toaddress|cc|bcc)$/],
  ['person', /^(?:email|emailaddress|useremail|phonenumber|phone)$/],
  ['date', /(?:date|time|since|until|timestamp|from|start|end|day|month|year)$/],
]

const BY_TRAIT: Readonly<Partial<Record<Finding['trait'], Role>>> = {
  amount: 'amount',
  code: 'code',
  sql: 'sql',
  path: 'path',
  url: 'url',
  markup: 'markup',
  secrets: 'secret',
  egress: 'destination',
  bulk: 'recipients',
  sends: 'recipient',
}

const IDENTIFIES = new Set([
  'id',
  'ids',
  'identifier',
  'identifiers',
  'uuid',
  'uuids',
  'guid',
  'gid',
  'slug',
  'key',
  'name',
  'number',
  'handle',
  'sha',
])

function identified(words: readonly string[]): string | undefined {
  if (!IDENTIFIES.has(words.at(-1) ?? '')) return undefined
  const before = words.filter((word) => !['unique', 'external', 'the'].includes(word))
  while (IDENTIFIES.has(before.at(-1) ?? '') || before.at(-1) === 'or') before.pop()
  return before.length === 0 ? '' : thingOf(before)?.words
}

function byType(type: string): Role {
  if (type === 'boolean') return 'flag'
  if (type === 'array') return 'list'
  return type === 'object' ? 'object' : 'plain'
}

/** What a tool handles, as far as the roles of its parameters depend on it. */
export interface Handled {
  /** In the singular; undefined where the name does not say. */
  readonly thing: string | undefined
  /** Whether it makes a new one: a name is then a name to give. */
  readonly making: boolean
  /** Whether it changes one that is there: a name beside an identifier is then a new name. */
  readonly changing: boolean
}

function roleOf(
  parameter: ParameterEntry,
  findings: readonly Finding[],
  { thing, making }: Handled,
): Pick<Roled, 'role' | 'of'> {
  const finding = findings.find((one) => one.parameter === parameter.name)
  const shown = finding === undefined ? undefined : BY_TRAIT[finding.trait]
  if (shown !== undefined) return { role: shown, of: '' }
  const words = tokenize(parameter.name)
  const key = words.join('')
  const named = BY_NAME.find(([, pattern]) => pattern.test(key))?.[0]
  if (named !== undefined) return { role: named, of: '' }
  const of = identified(words)
  if (of === undefined) return { role: byType(parameter.type), of: '' }
  if (of === '' && words.at(-1) === 'name') return { role: making ? 'title' : 'target', of }
  if (of === '' && making) return { role: byType(parameter.type), of }
  const isTarget = of === '' || of === thing || thing?.endsWith(` ${of}`) === true
  if (isTarget && making && words.at(-1) === 'name') return { role: 'title', of }
  return { role: isTarget ? 'target' : 'other', of }
}

function isId({ role, name }: Roled): boolean {
  return (role === 'target' || role === 'other') && !/name$/i.test(name)
}

/** Reads each parameter’s role. */
export function rolesOf(
  parameters: readonly ParameterEntry[],
  findings: readonly Finding[],
  handled: Handled,
): readonly Roled[] {
  const roled = parameters.map((parameter) => ({ ...parameter, ...roleOf(parameter, findings, handled) }))
  if (!handled.changing || !roled.some(isId)) return roled
  return roled.map((one) => (one.role === 'target' && /name$/i.test(one.name) ? { ...one, role: 'title' } : one))
}
