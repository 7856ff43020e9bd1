/** What all forms of the builder share: the document, how it is edited, and the tools it is for. */
import type { JsonObject } from '@portcullis/engine'
import { type ComponentType, createContext, useContext } from 'react'
import type { EditorTool } from '../../policy-editor/suggestions.ts'
import type { FindingsOf } from '../model/findings-by-rule.ts'
import type { BuilderTool } from '../model/governing.ts'
import type { Place } from '../model/place.ts'
import type { Shape } from '../model/shape.ts'

/** A tool with all that forms show of it. */
export interface KnownTool extends BuilderTool, EditorTool {
  /** Words of a stranger, shortened. */
  readonly description: string
}

/** A place with what may stand there. */
export interface FormProps {
  readonly place: Place
  readonly shape: Shape
  /** What it is called. */
  readonly label: string
  readonly labelHidden?: boolean
  readonly hint?: string
  /** An empty list means something there, and stays. */
  readonly keepsList?: boolean
}

/** What forms share. */
export interface Builder {
  readonly document: JsonObject
  /** Puts another document in its place. @param about what was edited: edits of one thing are one step to take back */
  readonly edit: (document: JsonObject, about: string) => void
  /** Those of the server that was chosen; none where none was. */
  readonly tools: readonly KnownTool[]
  /** What the checker found in a rule. */
  readonly findingsOf: FindingsOf
  /** Who looks on may not edit it. */
  readonly locked: boolean
  /** The form for any place: forms are within each other. */
  readonly Form: ComponentType<FormProps>
}

const BuilderContext = createContext<Builder | undefined>(undefined)

/** Says it to the forms below. */
export const BuilderProvider = BuilderContext.Provider

/** What forms share. */
export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (builder === undefined) throw new Error('A form of the builder stands outside of it.')
  return builder
}
