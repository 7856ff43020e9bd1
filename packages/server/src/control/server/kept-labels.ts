/** What tools' definitions suggest, kept as long as server, siblings and definition stay the same: a classifier reads every word of them. */
import { type Classifier, createClassifier, type Label, type ToolDefinition } from '@portcullis/catalogue'

/** What a label follows from beside the definition. */
interface LabelSource {
  /** Id. */
  readonly id: string
  readonly slug: string
  readonly trusted: boolean
  /** Names of all tools that are shown. */
  readonly siblings: readonly string[]
}

/** The label of a definition, which is the JSON text of a tool. */
type Labelled = (definition: string) => Label

/** Servers whose labels are kept; the one that was asked for longest ago goes. */
const MOST_SERVERS = 500

interface Kept {
  readonly around: string
  readonly labels: ReadonlyMap<string, Label>
}

const NONE: ReadonlyMap<string, Label> = new Map()

/** Labels for one list of tools after the other; of a server, what its last list asked for is kept. */
export function keepLabels(): (source: LabelSource) => Labelled {
  const servers = new Map<string, Kept>()
  return (source) => {
    const { id, slug: name, trusted, siblings } = source
    const around = JSON.stringify([name, trusted, siblings])
    const before = servers.get(id)
    const known = before?.around === around ? before.labels : NONE
    const labels = new Map<string, Label>()
    servers.delete(id)
    servers.set(id, { around, labels })
    const [oldest] = servers.keys()
    if (servers.size > MOST_SERVERS && oldest !== undefined) servers.delete(oldest)
    // Made only where something is new: it looks at all siblings.
    const classifier = once(() => createClassifier({ name, siblings, trusted }))
    return (definition) => {
      const label = known.get(definition) ?? classifier()(parsed(definition))
      labels.set(definition, label)
      return label
    }
  }
}

function once(make: () => Classifier): () => Classifier {
  let made: Classifier | undefined
  return () => {
    made ??= make()
    return made
  }
}

const parsed = (definition: string): ToolDefinition => JSON.parse(definition)
