/** Addresses of the pages of people. */
import { notFound, problemResponse } from '../../api/problem.ts'
import type { RawRoute } from '../../api/raw.ts'
import { ACCOUNT, CALLBACK, INVITATION, LOG_IN, REGISTER, RESET, SET_UP, TERMINAL } from './bodies.ts'
import { asset, type Shell, shell } from './shell.ts'

const page = (path: string, what: Shell): RawRoute => ({ methods: ['GET'], path, run: () => shell(what) })

/** Where people log in, and where links lead. */
export const PEOPLE_PAGES: readonly RawRoute[] = [
  page('/log-in', LOG_IN),
  page('/sign-on/callback', CALLBACK),
  page('/set-up', SET_UP),
  page('/register', REGISTER),
  page('/invitation', INVITATION),
  page('/reset', RESET),
  page('/account', ACCOUNT),
  page('/terminal', TERMINAL),
  {
    methods: ['GET'],
    path: '/people/{digest}/{file}',
    run: ({ params }) => asset(params['digest'] ?? '', params['file'] ?? '') ?? problemResponse(notFound),
  },
]
