/** A description that names the request behind the tool: `DELETE /discounts/{id}`. */
import type { Category } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('http', 'description')

const REQUEST = /\b(GET|POST|PUT|PATCH|DELETE) (?:request (?:to|on)|\/|https?:)/

const SAYS: Readonly<Record<string, readonly [Category, number]>> = {
  GET: ['Read', 1.5],
  POST: ['Write', 0.6],
  PUT: ['Write', 1.2],
  PATCH: ['Write', 1.4],
  DELETE: ['Destructive', 1.8],
}

/** The HTTP method that the beginning of the description names. */
export const http: Signal = ({ description }) => {
  const method = REQUEST.exec(description.slice(0, 400))?.[1] ?? ''
  const says = SAYS[method]
  return says === undefined ? [] : [evidence(says[0], says[1], `the request behind it is a ${method}`)]
}
