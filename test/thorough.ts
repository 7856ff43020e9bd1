/**
 * Tests have more variants than `npm test` has time for: other clients, other roads, what seldom breaks. It tries the
 * first of them; long tests run the same files again with all (`TEST_THOROUGH=on`).
 */

/** Whether there is time. */
export const THOROUGH = process.env['TEST_THOROUGH'] === 'on'

/** The first of some variants, or all of them where there is time. */
export const some = <T>(most: number, all: readonly T[]): readonly T[] => (THOROUGH ? all : all.slice(0, most))
