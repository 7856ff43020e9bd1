/** The Markdown twin of any page. */
import { findAttack, type PageRef, serverReport, study, toolReport } from '@portcullis/catalogue'
import type { Lookup } from '../lookup.ts'
import type { SiteOptions } from '../options.ts'
import { pathOf } from '../paths.ts'
import { attackMarkdown, attacksMarkdown } from './attack.ts'
import { blocks, type Writer, writerFor } from './blocks.ts'
import { contactMarkdown, homeMarkdown, stackMarkdown } from './general.ts'
import { riskMarkdown, risksMarkdown } from './risk.ts'
import { serverMarkdown } from './server.ts'
import { toolMarkdown } from './tool.ts'

/** Writes twins; prepared once for a site. */
export type MarkdownPages = (ref: PageRef) => string | undefined

/** @returns the writer of all twins: undefined where there is no such server, tool or attack */
export function createMarkdown(options: SiteOptions, lookup: Lookup): MarkdownPages {
  const to = writerFor(options.origin)
  return (ref) => {
    const body = bodyOf(ref, to, options, lookup)
    if (body === undefined) return undefined
    return `${blocks([body, '---', `The same page for people: ${options.origin}${pathOf(ref)}`])}\n`
  }
}

function bodyOf(ref: PageRef, to: Writer, options: SiteOptions, lookup: Lookup): string | undefined {
  switch (ref.page) {
    case 'home':
      return homeMarkdown(to, options)
    case 'server':
    case 'tool':
      return catalogued(ref, to, options, lookup)
    case 'risks':
      return risksMarkdown(to)
    case 'risk':
      return riskMarkdown(to, ref.level)
    case 'attacks':
      return attacksMarkdown(to)
    case 'attack': {
      const attack = findAttack(ref.attack)
      return attack === undefined ? undefined : attackMarkdown(to, attack)
    }
    case 'stack':
      return stackMarkdown(to)
    case 'contact':
      return contactMarkdown(options)
    default:
      return ref satisfies never
  }
}

type Catalogued = Extract<PageRef, { readonly page: 'server' | 'tool' }>

function catalogued(ref: Catalogued, to: Writer, options: SiteOptions, lookup: Lookup): string | undefined {
  const server = lookup.server(ref.server)
  if (server === undefined || server.slug !== ref.server) return undefined
  const { index, gateway } = options
  if (ref.page === 'server') return serverMarkdown(to, serverReport(index, server, { gateway }))
  const tool = lookup.tool(server, ref.tool)
  if (tool === undefined || study(server).linkTo(tool).slug !== ref.tool) return undefined
  return toolMarkdown(to, toolReport(index, server, tool, { gateway }), index)
}
