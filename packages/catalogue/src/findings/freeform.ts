/** Arguments that take anything: code, SQL, paths, addresses, markup, amounts. */
import { type Parameter, parameterName } from '../parameters.ts'
import type { Category, Finding, Trait } from '../risk.ts'
import { type Finder, foundIn, words } from './finder.ts'

interface Kind {
  readonly trait: Trait
  readonly names: ReadonlySet<string>
  readonly because: string
}

const KINDS: readonly Kind[] = [
  {
    trait: 'code',
    names: words(
      'code script command cmd shell javascript js python bash sourcecode codesnippet snippet pycode program expression args arguments applescript commandline shellcommand',
    ),
    because: 'takes code or a command',
  },
  {
    trait: 'sql',
    names: words('sql sqlquery statement statements cypher sqlstatement querysql sqltext'),
    because: 'takes a query',
  },
  {
    trait: 'path',
    names: words(
      'path filepath directory dir folderpath filename outputpath cwd localpath remotepath sourcepath destinationpath savepath file targetpath workingdir workingdirectory outputdir projectpath repopath rootpath oldpath newpath source destination paths filepaths',
    ),
    because: 'takes a path',
  },
  {
    trait: 'url',
    names: words(
      'url uri link endpoint webhookurl callbackurl href imageurl fileurl website webpage urls pageurl targeturl baseurl host sourceurl audiourl videourl siteurl websiteurl documenturl pdfurl hostname',
    ),
    because: 'takes an address',
  },
  {
    trait: 'markup',
    names: words('html markdown template svg css xml'),
    because: 'takes markup',
  },
  {
    trait: 'amount',
    names: words(
      'amount quantity qty price total value amountin tokenamount lamports units shares amountdecimal size sum',
    ),
    because: 'takes an amount',
  },
]

const BY_KEY = new Map(KINDS.flatMap((kind) => Array.from(kind.names, (name): [string, Kind] => [name, kind])))

const MARKUP = words('html markdown template svg css xml')

function counts({ trait }: Kind, { key, type, choices }: Parameter, category: Category): boolean {
  if (choices.length > 0) return false
  if (trait === 'amount') return category === 'Financial'
  if (trait === 'code') return category === 'Execute' && type !== 'number'
  if (trait === 'markup') return category === 'Write' && MARKUP.has(key)
  return type === 'string' || type === 'any' || type === 'array'
}

/** Every parameter that takes more than a value, the first of each kind. */
export const freeform: Finder = ({ facts, category }) => {
  const listed: Finding[] = []
  for (const parameter of facts.parameters) {
    const kind = BY_KEY.get(parameter.key)
    if (kind === undefined || !counts(kind, parameter, category)) continue
    if (listed.some(({ trait }) => trait === kind.trait)) continue
    listed.push(foundIn(kind.trait, parameter, `${parameterName(parameter)} ${kind.because}`))
  }
  if (category !== 'Execute' || !facts.domains.has('database')) return listed
  const query = facts.parameters.find(({ key }) => key === 'query')
  if (query === undefined || listed.some(({ trait }) => trait === 'sql')) return listed
  return [...listed, foundIn('sql', query, `${parameterName(query)} takes a query`)]
}
