/** A page as the shell knows it: its address, and how its code comes. */
import type { ComponentType } from 'react'
import { lazy } from 'react'

/** A page. */
export interface PageRoute {
  /** `/servers/:server`; parts that are named reach the page as properties. */
  readonly path: string
  readonly view: ComponentType<Readonly<Record<string, string>>>
}

/**
 * A page whose code is read when it is opened first:
 * `pageRoute('/servers/:server', async () => (await import('./server-page.tsx')).ServerPage)`.
 */
export function pageRoute<Params extends Readonly<Record<string, string>> | object>(
  path: string,
  load: () => Promise<ComponentType<Params>>,
): PageRoute {
  // The address names what the page takes.
  return { path, view: lazy(async () => ({ default: (await load()) as PageRoute['view'] })) }
}
