/** What a page says of itself to browsers, search engines and whoever links to it. */
import type { PageRef } from '@portcullis/catalogue'
import type { FC } from 'hono/jsx'
import { ASSETS } from '../assets.ts'
import type { SiteOptions } from '../options.ts'
import { markdownPathOf, pathOf, picturePathOf } from '../paths.ts'

/** A page's head. */
export interface PageHead {
  /** Without the site's name. Foreign text in it has to be visible and cut. */
  readonly title: string
  /** One sentence, at most 160 characters. */
  readonly description: string
  /** Which page it is: its canonical address, Markdown twin and picture. Absent: none of these, and not to be indexed. */
  readonly ref?: PageRef
  /** Structured data (schema.org) beside what the page shows. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Names of client scripts besides the common one: `['stack.js']` in `assets/client`. */
  readonly scripts?: readonly string[]
}

/** Pages of which no Markdown twin exists. */
const WITHOUT_TWIN: ReadonlySet<PageRef['page']> = new Set(['contact', 'stack'])

/** JSON that cannot end the element it stands in. */
function dataText(data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ '@context': 'https://schema.org', ...data }).replaceAll('<', '\\u003c')
}

const Links: FC<{ readonly options: SiteOptions; readonly head: PageHead; readonly of: PageRef }> = ({
  options,
  head,
  of,
}) => (
  <>
    <link rel="canonical" href={`${options.origin}${pathOf(of)}`} />
    {WITHOUT_TWIN.has(of.page) ? null : <link rel="alternate" type="text/markdown" href={markdownPathOf(of)} />}
    <meta property="og:type" content="website" />
    <meta property="og:site_name" content="Portcullis" />
    <meta property="og:title" content={head.title} />
    <meta property="og:description" content={head.description} />
    <meta property="og:url" content={`${options.origin}${pathOf(of)}`} />
    <meta property="og:image" content={`${options.origin}${picturePathOf(of)}`} />
    <meta property="og:image:width" content="1200" />
    <meta property="og:image:height" content="630" />
    <meta name="twitter:card" content="summary_large_image" />
  </>
)

/** The head element. */
export const Head: FC<{ readonly options: SiteOptions; readonly head: PageHead }> = ({ options, head }) => (
  <head>
    <meta charset="utf-8" />
    <title>{`${head.title} · Portcullis`}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content={head.description} />
    {head.ref === undefined ? (
      <meta name="robots" content="noindex" />
    ) : (
      <Links options={options} head={head} of={head.ref} />
    )}
    <link rel="icon" type="image/svg+xml" href={ASSETS.urlOf('icon.svg')} />
    <link rel="stylesheet" href={ASSETS.urlOf('site.css')} />
    <script src={ASSETS.urlOf('client/theme.js')} />
    {['main.js', ...(head.scripts ?? [])].map((name) => (
      <script type="module" src={ASSETS.urlOf(`client/${name}`)} />
    ))}
    {head.data === undefined ? null : (
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: dataText(head.data) }} />
    )}
  </head>
)
