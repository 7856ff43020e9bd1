/** Read before each file of tests: what a file started ends with it, however its tests end. */
import { afterAll } from 'vitest'
import { endAll } from './spawned.ts'

afterAll(endAll)
