/** Where pages are. */
import type { PageRef } from '@portcullis/catalogue'

/**
 * The address of a page, without an origin: `/catalogue/github/create_issue`. Servers and tools are named by their slugs,
 * which need no escaping.
 */
export function pathOf(ref: PageRef): string {
  switch (ref.page) {
    case 'home':
      return '/catalogue'
    case 'server':
      return `/catalogue/${ref.server}`
    case 'tool':
      return `/catalogue/${ref.server}/${ref.tool}`
    case 'risks':
      return '/risk'
    case 'risk':
      return `/risk/${ref.level.toLowerCase()}`
    case 'attacks':
      return '/attacks'
    case 'attack':
      return `/attacks/${ref.attack}`
    case 'stack':
      return '/stack'
    case 'contact':
      return '/contact'
    default:
      return ref satisfies never
  }
}

/** The address of a page's text for programs: the same content as Markdown. */
export function markdownPathOf(ref: PageRef): string {
  return `${pathOf(ref)}.md`
}

/** The address of the picture that stands for a page where it is linked to. */
export function picturePathOf(ref: PageRef): string {
  switch (ref.page) {
    case 'server':
      return `/og/${ref.server}.png`
    case 'tool':
      return `/og/${ref.server}/${ref.tool}.png`
    case 'risk':
    case 'attack':
      return `/og${pathOf(ref)}.png`
    default:
      return '/og/catalogue.png'
  }
}
