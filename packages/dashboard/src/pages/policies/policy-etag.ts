/** Revisions as headers name them. */

/** The entity tag of a revision, as the API gives it with what it answers. */
export const etagOf = (revision: number): string => `"r${revision}"`
