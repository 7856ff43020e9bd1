/** Exact, non-negative quantities for counters. */

declare const amount: unique symbol

/** A non-negative whole number of millionths, at most 2^53 − 1: exact in JavaScript, SQLite, PostgreSQL and Lua alike. */
export type Amount = number & { readonly [amount]: true }
