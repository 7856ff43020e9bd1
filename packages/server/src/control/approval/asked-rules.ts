/** The rules that ask, as a question keeps them. */
import type { AskRule } from '@portcullis/engine'
import { z } from 'zod'

const ASKED_RULES = z.array(
  z.object({ document: z.string(), version: z.string(), rule: z.string(), message: z.string() }),
)

/** A rule that asks, and why. */
export type AskedRule = z.output<typeof ASKED_RULES>[number]

/** Stored form. */
export const rulesText = (asks: readonly AskRule[]): string =>
  JSON.stringify(
    asks.map(({ document, rule, message }) => ({ document: document.id, version: document.version, rule, message })),
  )

/** Reads it. */
export const readRules = (text: string): readonly AskedRule[] => ASKED_RULES.parse(JSON.parse(text))

const APPROVERS = z.array(z.array(z.string()))

/** Reads lists of who may answer. */
export const readApprovers = (text: string): readonly (readonly string[])[] => APPROVERS.parse(JSON.parse(text))
