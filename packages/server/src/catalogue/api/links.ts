/** Links of reports → members of answers, with the addresses of their pages. */
import type { PageRef, ServerLink, ToolLink } from '@portcullis/catalogue'
import { pathOf } from '@portcullis/site'
import type { z } from 'zod'
import type { serverLink, toolLink } from './shapes.ts'

/** Makes links below one origin. */
export interface Links {
  readonly page: (ref: PageRef) => string
  readonly server: (link: ServerLink) => z.infer<typeof serverLink>
  readonly tool: (link: ToolLink) => z.infer<typeof toolLink>
}

/** @param origin without a slash at the end */
export function linksBelow(origin: string): Links {
  const page = (ref: PageRef): string => `${origin}${pathOf(ref)}`
  return {
    page,
    server: ({ slug, name, tools, grade }) => ({
      slug,
      name,
      tools,
      ...(grade !== undefined && { grade }),
      url: page({ page: 'server', server: slug }),
    }),
    tool: ({ server, serverName, slug, name, category, risk }) => ({
      server,
      serverName,
      slug,
      name,
      category,
      risk,
      url: page({ page: 'tool', server, tool: slug }),
    }),
  }
}
