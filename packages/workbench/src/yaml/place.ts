/** Places in a text and in what it says. */

/** From the top of a document to one of its values: names of members and positions of elements. */
export type Path = readonly (string | number)[]

/** A position in a text; both count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly line: number
  readonly column: number
}
