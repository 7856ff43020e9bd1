/** Addresses of the dashboard. Nothing here is anybody's: what is shown, its script asks of the API. */
import { notFound, problemResponse } from '../api/problem.ts'
import type { RawRoute } from '../api/raw.ts'
import { builtFile, indexPage } from './files.ts'

/** First parts of the addresses of its pages; each has pages of its own below it. */
const AREAS = [
  'welcome',
  'approvals',
  'servers',
  'grants',
  'policies',
  'audit',
  'catalogue',
  'members',
  'settings',
] as const

const page = (path: string): RawRoute => ({
  methods: ['GET'],
  path,
  free: true,
  run: ({ request }) => indexPage(request),
})

/** Its pages, and the files that they load. */
export const DASHBOARD_PAGES: readonly RawRoute[] = [
  page('/'),
  ...AREAS.flatMap((area) => [`/${area}`, `/${area}/{a}`, `/${area}/{a}/{b}`, `/${area}/{a}/{b}/{c}`].map(page)),
  {
    methods: ['GET'],
    path: '/assets/{file}',
    free: true,
    run: ({ request, params }) => builtFile(request, params['file'] ?? '') ?? problemResponse(notFound),
  },
]
