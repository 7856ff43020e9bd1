/** The kinds of toxic combinations: which roles, how it goes, what breaks it. */
import type { Attack } from '../attack-slugs.ts'
import { say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import type { RiskLevel } from '../risk.ts'
import type { Callable } from './callable.ts'
import * as role from './roles.ts'
import { arrivesBy, leavesBy, named, type Role } from './roles.ts'
import type { CombinationId } from './stack-report.ts'

/** A kind of combination. `path` gets the likeliest tool for each role, in their order. */
export interface CombinationKind {
  readonly id: CombinationId
  readonly title: string
  readonly risk: RiskLevel
  readonly roles: readonly Role[]
  /** Which role's tools are put behind a question. */
  readonly gate: number
  readonly attacks: readonly Attack[]
  readonly path: (first: Callable, second: Callable, third: Callable) => readonly Prose[]
  /** Ends the sentence “Let a person answer … first: ”. */
  readonly gain: string
}

/** All kinds but code beside credentials, which looks at the configuration as well. */
export const COMBINATION_KINDS: readonly CombinationKind[] = [
  {
    id: 'lethal-trifecta',
    title: 'Private data, strangers’ text and a way out',
    risk: 'Critical',
    roles: [role.UNTRUSTED, role.PRIVATE, role.WAY_OUT],
    gate: 2,
    attacks: ['data-exfiltration-via-tool-chaining', 'indirect-prompt-injection', 'prompt-injection-via-tool-results'],
    path: (untrusted, secret, out) => [
      untrusted.facts === secret.facts
        ? say`${named(untrusted)} returns data that is not public, and among it text that strangers write.`
        : arrivesBy(untrusted),
      untrusted.facts === secret.facts
        ? say`Whoever gets a text in there can give the agent an instruction.`
        : say`The agent takes it for its task and calls ${named(secret)}, which returns data that is not public.`,
      say`It hands that data to ${named(out)}: ${leavesBy(out)}.`,
    ],
    gain: 'nothing leaves unseen, whatever the agent was told to read.',
  },
  {
    id: 'secrets-and-a-way-out',
    title: 'Credentials and a way out',
    risk: 'Critical',
    roles: [role.SECRETS, role.WAY_OUT],
    gate: 1,
    attacks: ['data-exfiltration-via-tool-chaining', 'credential-leak-via-errors'],
    path: (secret, out) => [
      say`${named(secret)} returns credentials into the model’s context.`,
      say`From there they go wherever the model writes, by mistake or by instruction: ${named(out)} is one way, and ${leavesBy(out)}.`,
    ],
    gain: 'a credential that was read stays inside.',
  },
  {
    id: 'code-on-a-strangers-word',
    title: 'Strangers’ text and code execution',
    risk: 'Critical',
    roles: [role.UNTRUSTED, role.RUNS_CODE],
    gate: 1,
    attacks: ['indirect-prompt-injection', 'argument-injection'],
    path: (untrusted, runs) => [
      arrivesBy(untrusted),
      say`The agent follows it and calls ${named(runs)} with a command that the stranger chose. It runs with all the rights that this server has.`,
    ],
    gain: 'somebody reads the command before it runs.',
  },
  {
    id: 'money-on-a-strangers-word',
    title: 'Strangers’ text and money',
    risk: 'Critical',
    roles: [role.UNTRUSTED, role.MONEY],
    gate: 1,
    attacks: ['indirect-prompt-injection', 'confused-deputy', 'destructive-action-autonomy'],
    path: (untrusted, pays) => [
      arrivesBy(untrusted),
      say`The agent calls ${named(pays)} as the text asks. The server sees a call with valid credentials, and money moves.`,
    ],
    gain: 'no stranger’s text spends anything.',
  },
  {
    id: 'destruction-on-a-strangers-word',
    title: 'Strangers’ text and destruction',
    risk: 'High',
    roles: [role.UNTRUSTED, role.DESTROYS],
    gate: 1,
    attacks: ['indirect-prompt-injection', 'destructive-action-autonomy'],
    path: (untrusted, destroys) => [
      arrivesBy(untrusted),
      say`The agent calls ${named(destroys)}. What is gone then does not come back.`,
    ],
    gain: 'nothing is lost on a stranger’s word.',
  },
  {
    id: 'rights-on-a-strangers-word',
    title: 'Strangers’ text and rights',
    risk: 'High',
    roles: [role.UNTRUSTED, role.RIGHTS],
    gate: 1,
    attacks: ['indirect-prompt-injection', 'confused-deputy'],
    path: (untrusted, rights) => [
      arrivesBy(untrusted),
      say`The agent calls ${named(rights)} and lets the stranger in. Everything after that happens with rights of their own.`,
    ],
    gain: 'a person decides who gets in.',
  },
  {
    id: 'files-and-execution',
    title: 'Writing files and running them',
    risk: 'High',
    roles: [role.WRITES_FILES, role.RUNS_CODE],
    gate: 1,
    attacks: ['argument-injection', 'destructive-action-autonomy'],
    path: (writes, runs) => [
      say`${named(writes)} puts a script, a configuration or a start-up file in place; that call looks harmless.`,
      say`${named(runs)} then runs it with a short, innocent command. A rule that looks at commands alone sees nothing.`,
    ],
    gain: 'what was written is not run unseen.',
  },
  {
    id: 'severe-without-asking',
    title: 'Severe tools that the client never asks about',
    risk: 'Critical',
    roles: [role.UNASKED],
    gate: 0,
    attacks: ['destructive-action-autonomy', 'consent-fatigue'],
    path: (tool) => [
      say`The client’s settings let the agent call ${named(tool)} without asking anybody. One misread sentence is enough.`,
    ],
    gain: 'the gateway asks where the client does not.',
  },
  {
    id: 'poisoned-definition',
    title: 'A definition that steers the model',
    risk: 'Critical',
    roles: [role.POISONED],
    gate: 0,
    attacks: ['tool-poisoning', 'tool-shadowing'],
    path: (tool) => [
      say`The definition of ${named(tool)} hides text or gives orders. The model reads it before any call, and it reaches every other tool of the stack.`,
    ],
    gain: 'better still, hide it until its authors have explained it.',
  },
]
