/** Who is told of each new generation of a directory. */

/** Listeners, and how they are told. */
export interface Subscribers {
  /** @returns how to stop listening */
  add(listener: (generation: number) => void): () => void
  /** Tells all: what one of them throws concerns neither the others nor the new version, which holds already. */
  tell(generation: number): void
}

/** Starts with nobody listening. */
export function createSubscribers(): Subscribers {
  const listeners = new Set<(generation: number) => void>()
  return {
    add(listener) {
      // A function of its own for each subscription, so that ending one does not end another.
      const own = (generation: number): void => listener(generation)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    tell(generation) {
      for (const listener of [...listeners]) {
        try {
          listener(generation)
        } catch (cause) {
          process.emitWarning(
            cause instanceof Error ? cause : new Error('A subscriber of the directory failed.', { cause }),
          )
        }
      }
    },
  }
}
