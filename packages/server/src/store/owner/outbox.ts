/** What one turn of the event loop has to say goes out together. */

/** Gathers. */
export interface Outbox<Item> {
  put(item: Item): void
  /** Sends what was gathered, now. */
  flush(): void
}

/** @param send is given what was gathered, in order; never an empty list */
export function createOutbox<Item>(send: (items: readonly Item[]) => void): Outbox<Item> {
  let items: Item[] = []
  function flush(): void {
    if (items.length === 0) return
    const gathered = items
    items = []
    send(gathered)
  }
  return {
    put(item) {
      items.push(item)
      if (items.length === 1) setImmediate(flush)
    },
    flush,
  }
}
