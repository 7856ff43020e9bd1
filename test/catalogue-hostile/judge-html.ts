/** A reader of HTML that is stricter than browsers: it throws at whatever the catalogue never writes by itself. */
import { UNSEEN } from './texts.ts'

/** A tag as the pages write it: every value between double quotes, nothing that a browser would have to guess. */
const TAG = /^<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<>]*")?)* ?\/?)>/
const ATTRIBUTE = / ([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"]*)")?/g

const ELEMENTS = new Set(
  (
    'html head body meta title link script main header footer nav section article aside search form input label select option ' +
    'optgroup textarea button output h1 h2 h3 h4 p ul ol li dl dt dd div span a b i q em strong small code pre figure ' +
    'figcaption table caption thead tbody tr th td svg g path rect circle line abbr details summary fieldset legend time s mark ' +
    'datalist noscript hr br kbd style col colgroup text'
  ).split(' '),
)

/** Where an address of a page may lead: this site, a place of this page, https. */
const ADDRESS = /^(?:\/(?![/\\])|\?|#|https:\/\/|http:\/\/127\.0\.0\.1[:/]|mailto:|data:image\/svg)/
const ADDRESSES = new Set(['href', 'src', 'action', 'formaction', 'poster', 'data', 'srcset', 'xlink:href'])

function fail(what: string, html: string, at: number): never {
  throw new Error(`${what}: ${JSON.stringify(html.slice(Math.max(0, at - 60), at + 160))}`)
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(Array.from(text.matchAll(ATTRIBUTE), ([, name = '', value = '']) => [name.toLowerCase(), value]))
}

function judgeAttributes(attributes: ReadonlyMap<string, string>, html: string, at: number): void {
  for (const [name, value] of attributes) {
    if (name.startsWith('on') || name === 'style' || name === 'srcdoc') fail(`An attribute ${name}`, html, at)
    if (ADDRESSES.has(name) && !ADDRESS.test(value)) fail('An address that leads elsewhere', html, at)
  }
}

/** The end of what stands in a `script`: an own file and nothing, or data that is no program. */
function afterScript(html: string, at: number, attributes: ReadonlyMap<string, string>): number {
  const end = html.indexOf('</script>', at)
  const body = html.slice(at, end)
  const source = attributes.get('src')
  if (source !== undefined && /^\/(?:assets\/|search\.js$)/.test(source) && body === '') return end
  if (source !== undefined || attributes.get('type') !== 'application/ld+json') fail('A script', html, at)
  if (body.includes('<') || typeof JSON.parse(body) !== 'object') fail('Data that can end its element', html, at)
  return end
}

function judgeText(text: string, html: string, at: number): void {
  if (text.includes('>')) fail('A bare bracket', html, at)
  if (UNSEEN.test(text)) fail('A character that is not seen', html, at)
}

interface Page {
  readonly html: string
  readonly style: boolean
  /** Elements that have no end yet. */
  readonly open: string[]
}

const VOID = /^(?:meta|link|input|hr|br|col)$/

function judgeEnd({ html, open }: Page, name: string, at: number): void {
  if (open.pop() !== name) fail(`A ${name} that was not open`, html, at)
}

/** Judges what begins an element. @returns where to go on */
function judgeBegin(page: Page, name: string, written: string, at: number): number {
  const { html, style } = page
  if (!ELEMENTS.has(name) || (name === 'style' && !style)) fail(`An element ${name}`, html, at)
  const attributes = attributesOf(written)
  judgeAttributes(attributes, html, at)
  judgeText([...attributes.values()].join(' '), html, at)
  if (!VOID.test(name) && !written.endsWith('/')) page.open.push(name)
  if (name === 'style') return html.indexOf('</style>', at)
  return name === 'script' ? afterScript(html, at, attributes) : at
}

/** Throws where a page holds anything but known elements with harmless attributes, own scripts and visible text. */
export function judgeHtml(html: string, { style = false }: { readonly style?: boolean } = {}): void {
  const [begin = ''] = /^<!doctype html>\n?/.exec(html) ?? fail('No document', html, 0)
  const page: Page = { html, style, open: [] }
  for (let at = begin.length; at < html.length; ) {
    const next = html.indexOf('<', at)
    const end = next < 0 ? html.length : next
    judgeText(html.slice(at, end), html, at)
    if (next < 0) break
    const [whole, closing = '', name = '', written = ''] =
      TAG.exec(html.slice(next, next + 4000)) ?? fail('No tag of ours', html, next)
    at = next + whole.length
    if (closing === '') at = judgeBegin(page, name, written, at)
    else judgeEnd(page, name, next)
  }
  if (page.open.length > 0) fail(`Elements without an end: ${page.open.join(', ')}`, html, html.length)
}
