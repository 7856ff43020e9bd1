/** Arguments that take anything: code, SQL, paths, addresses, markup, amounts. */
import { type Parameter, parameterName } from '../parameters.ts'
import type { Trait } from '../risk.ts'
import { type Finder, foundIn, words } from './finder.ts'

interface Kind {
  readonly trait: Trait
  readonly names: ReadonlySet<string>
  readonly because: string
  /** Categories in which it counts; all where left out. */
  readonly unless?: string
}

const KINDS: readonly Kind[] = [
  {
    trait: 'code',
    names: words('code script command cmd shell javascript js python bash sourcecode codesnippet snippet pycode program expression args arguments applescript commandline shellcommand'),
    because: 'takes code or a command',
  },
  {
    trait: 'sql',
    names: words('sql sqlquery statement statements cypher sqlstatement querysql sqltext'),
    because: 'takes a query',
  },
  {
    trait: 'path',
    names: words('path filepath directory dir folderpath filename outputpath cwd localpath remotepath sourcepath destinationpath savepath file targetpath workingdir workingdirectory outputdir projectpath repopath rootpath oldpath newpath source destination paths filepaths'),
    because: 'takes a path',
  },
  {
    trait: 'url',
    names: words('url uri link endpoint webhookurl callbackurl href imageurl fileurl website webpage urls pageurl targeturl baseurl host sourceurl audiourl videourl siteurl websiteurl documenturl pdfurl hostname'),
    because: 'takes an address',
  },
  {
    trait: 'markup',
    names: words('html markdown template svg css xml body content'),
    because: 'takes markup',
  },
  {
    trait: 'amount',
    names: words('amount quantity qty price total value amountin tokenamount lamports units shares amountdecimal size sum'),
    because: 'takes an amount',
  },
]

const RUNS_CODE = new Set(['Execute'])

function counts(kind: Kind, parameter: Parameter, category: string): boolean {
  if (!kind.names.has(parameter.key)) return false
  if (parameter.choices.length > 0) return false
  if (kind.trait === 'amount') return category === 'Financial'
  if (kind.trait === 'code') return RUNS_CODE.has(category) && parameter.type !== 'number'
  if (kind.trait === 'markup') return category === 'Write' && /^(?:html|markdown|template|svg|css|xml)$/.test(parameter.key)
  return parameter.type === 'string' || parameter.type === 'any' || parameter.type === 'array'
}

/** Every parameter that takes more than a value. */
export const freeform: Finder = ({ facts, category }) => {
  const listed = KINDS.flatMap((kind) => {
    const parameter = facts.parameters.find((one) => counts(kind, one, category))
    return parameter === undefined ? [] : [foundIn(kind.trait, parameter, `${parameterName(parameter)} ${kind.because}`)]
  })
  if (listed.some(({ trait }) => trait === 'sql') || category !== 'Execute') return listed
  const query = facts.parameters.find((one) => one.key === 'query' && facts.domains.has('database'))
  return query === undefined ? listed : [...listed, foundIn('sql', query, `${parameterName(query)} takes a query`)]
}
