/** What the router needs of accounts: who sends a request. */
import type { Actor } from '../actor.ts'
import type { Control } from '../control.ts'
import type { Problem } from './problem.ts'

/** Who sends a request; undefined: it names nobody; a problem: what it names is wrong. */
export type Authenticate = (control: Control, request: Request, address: string) => Promise<Actor | Problem | undefined>
