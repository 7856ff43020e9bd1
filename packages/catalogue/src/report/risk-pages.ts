/** What the levels and categories of risk mean, in words. */
import { BASE_RISK, CATEGORIES, type Category, type RiskLevel } from '../risk.ts'
import type { Prose } from './report.ts'

/** The page of a level. */
export interface RiskPage {
  readonly level: RiskLevel
  /** One sentence. */
  readonly summary: string
  readonly means: readonly Prose[]
  /** Categories that start here. */
  readonly starts: readonly Category[]
  /** What moves a tool here from elsewhere: a sentence each. */
  readonly moves: readonly Prose[]
  /** What to do about tools of this level: a sentence each. */
  readonly advice: readonly Prose[]
}

/** What a category means. */
export interface CategoryText {
  readonly category: Category
  /** The level where its tools start. */
  readonly base: RiskLevel
  /** One sentence. */
  readonly summary: string
  /** Whether and how it can be taken back. */
  readonly back: string
  /** What the recommended rule does. */
  readonly rule: string
}

function startsAt(level: RiskLevel): readonly Category[] {
  return CATEGORIES.filter((category) => BASE_RISK[category] === level)
}

/** All levels, mildest first. */
export const RISK_PAGES: Readonly<Record<RiskLevel, RiskPage>> = {
  Low: {
    level: 'Low',
    summary: 'A wrong call costs time and tokens, and nothing else.',
    means: [
      [
        'A tool of this level returns something and leaves everything as it was. What it returns is public or says nothing about people, so that a wrong call wastes a moment and no more.',
      ],
      [
        'Low does not mean that every call is welcome. What a tool returns is read by the model, and a loop that reads ten thousand pages costs money. It means that one call, taken alone, is no reason to ask anybody.',
      ],
    ],
    starts: startsAt('Low'),
    moves: [
      ['Nothing moves a tool down to Low: a label is only ever made stricter by what is found.'],
      ['A tool that seems to read, with little in its definition to say so, is not believed and counts as Medium.'],
    ],
    advice: [
      ['Allow it by name, and let everything that is not named be denied.'],
      ['Put a generous limit on tools that are slow or cost money for each call.'],
    ],
  },
  Medium: {
    level: 'Medium',
    summary: 'A wrong call leaves something to tidy up, or shows data about people.',
    means: [
      [
        'Either the tool changes something that can be changed back, or it reads what is not meant for everybody: data about people, files by their path, tables by a query, pages by their address.',
      ],
      [
        'One call does little harm. A hundred calls in a minute make a morning’s work of putting things right, and this is what agents do when they misunderstand: the same thing, often.',
      ],
    ],
    starts: startsAt('Medium'),
    moves: [
      ['A Read comes here when it returns data about people, or takes a path, an address or a query.'],
      ['A Read comes here when it takes a credential as an argument, or when making its answer uses up paid credits.'],
      ['A Read comes here when too little in its definition says what it does.'],
    ],
    advice: [
      ['Allow it with a limit: 30 calls a minute stops a loop and is seldom felt by a person at work.'],
      ['Where it reads about people, look at what else the same agent can do: a way out beside it makes it worse.'],
    ],
  },
  High: {
    level: 'High',
    summary: 'A wrong call reaches people, hands out rights or credentials, or runs something.',
    means: [
      [
        'Its effect leaves the place where it could be taken back: a message is in somebody’s inbox, a role was given away, a credential stands in a model’s context, a process was started.',
      ],
      [
        'What happens depends on arguments that a model writes, often out of text that strangers wrote. The tool may be used well a thousand times; the label speaks of the one time when it is not.',
      ],
    ],
    starts: startsAt('High'),
    moves: [
      ['A Read comes here when it hands out credentials.'],
      [
        'A Write comes here when it reaches people, touches rights or credentials, or changes many things with one call.',
      ],
      [
        'A Write comes here when its definition says that it cannot be undone, or when it has twenty parameters or more.',
      ],
    ],
    advice: [
      ['Limit it to what a person would do in an hour, and refuse the arguments that nobody needs.'],
      ['Let a person answer where rights or credentials are concerned.'],
    ],
  },
  Critical: {
    level: 'Critical',
    summary: 'A wrong call cannot be taken back, moves money, or can do anything at all.',
    means: [
      [
        'What was deleted is gone, what was paid is somebody else’s, and a command that was run did whatever it said. There is no second call that makes the first one not have happened.',
      ],
      [
        'A tool also stands here when its definition hides text from people or speaks to the model instead of describing the tool: then what it says of itself cannot be trusted either.',
      ],
    ],
    starts: startsAt('Critical'),
    moves: [
      ['An Execute comes here when an argument is code, a command or SQL, or when it handles credentials.'],
      ['A Write comes here when it sends to many people with one call.'],
      ['Any tool comes here when its definition hides characters or gives orders to the model.'],
    ],
    advice: [
      ['Hide it from agents that do not need it: a tool that cannot be seen is not part of any plan.'],
      ['Where it is needed, let a person answer each call, and set a budget where an argument is an amount.'],
    ],
  },
}

/** All categories, mildest first. */
export const CATEGORY_TEXTS: Readonly<Record<Category, CategoryText>> = {
  Read: {
    category: 'Read',
    base: BASE_RISK.Read,
    summary: 'Returns data and changes nothing.',
    back: 'There is nothing to take back, but what was read stays in the model’s context.',
    rule: 'Allowed by name; everything that is not named is denied.',
  },
  Write: {
    category: 'Write',
    base: BASE_RISK.Write,
    summary: 'Creates or changes something, in a way that can be changed back.',
    back: 'A second call or a person can put it right.',
    rule: 'At most 30 calls a minute for each client; fewer where it reaches people.',
  },
  Execute: {
    category: 'Execute',
    base: BASE_RISK.Execute,
    summary: 'Runs something: what happens depends on its arguments.',
    back: 'It depends on what was run.',
    rule: 'At most 10 calls a minute, and not with arguments that destroy or lead out.',
  },
  Destructive: {
    category: 'Destructive',
    base: BASE_RISK.Destructive,
    summary: 'Does away with something for good.',
    back: 'Not by any call: only from a backup.',
    rule: 'Hidden from the agent, so that no plan is built on it.',
  },
  Financial: {
    category: 'Financial',
    base: BASE_RISK.Financial,
    summary: 'Moves money, or commits to moving it.',
    back: 'Only if the other side agrees.',
    rule: 'A person answers each call, and a budget bounds the day where the amount is an argument.',
  },
}
