/** What the API is, said by itself: OpenAPI, a page to read, and the table of problems. */
import type { Control } from '../control.ts'
import { openApiOf } from './openapi.ts'
import { apiPage, PAGE_POLICY, problemsPage } from './reading-page.ts'
import type { Route } from './route.ts'
import type { ApiApp } from './router.ts'

const PAGE = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_POLICY,
  'cache-control': 'no-cache',
}

/** Adds `/api/v1`, `/api/v1/openapi.json` and `/api/v1/problems`. They are the same for everybody, and hold no data. */
export function describeApi(app: ApiApp, { control, routes }: { control: Control; routes: readonly Route[] }): void {
  let description: string | undefined
  let page: string | undefined
  app.get('/api/v1/openapi.json', () => {
    description ??= `${JSON.stringify(openApiOf(routes, control.origin))}\n`
    return new Response(description, {
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' },
    })
  })
  app.get('/api/v1', () => {
    page ??= apiPage(routes)
    return new Response(page, { headers: PAGE })
  })
  app.get('/api/v1/problems', () => new Response(problemsPage(), { headers: PAGE }))
}
