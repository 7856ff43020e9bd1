/** Everyday verbs whose object decides between looking and changing. */
import { RESOLVABLE } from '../words/nouns.ts'
import { type Rule, words } from './rule.ts'

/** Looking or changing. */
export const EVERYDAY_RULES: readonly Rule[] = [
  {
    verbs: words('resolve'),
    nouns: RESOLVABLE,
    without: words('library id name slug url reference key dns context'),
    category: 'Write',
    weight: 3,
    because: 'resolving %n closes it',
  },
  {
    verbs: words('list'),
    nouns: words('nft forsale sale marketplace_item'),
    domains: ['crypto'],
    category: 'Financial',
    weight: 0.9,
    because: 'listing %n may offer it for sale',
  },
  {
    verbs: words('track'),
    nouns: words(
      'event user page goal time metric expense habit food weight identify conversion activity meal progress mood',
    ),
    category: 'Write',
    weight: 2.2,
    because: 'tracking %n records it',
  },
  {
    verbs: words('track'),
    category: 'Read',
    weight: 1.4,
    because: 'tracking %n looks where it is',
  },
  {
    verbs: words('capture'),
    nouns: words('event lead feedback payment order note thought idea'),
    category: 'Write',
    weight: 2,
    because: 'capturing %n records it',
  },
  {
    verbs: words('select use choose'),
    nouns: words(
      'project workspace database account device environment profile organization org board team model server region instance db context',
    ),
    category: 'Write',
    weight: 1.6,
    because: 'choosing %n changes what later calls act on',
  },
  {
    verbs: words('answer'),
    nouns: words('callback dialog inline phonecall'),
    category: 'Write',
    weight: 2.2,
    because: 'answering %n reaches a person',
  },
  {
    verbs: words('give provide'),
    nouns: words('feedback kudos badge award role access permission rating item reaction'),
    category: 'Write',
    weight: 2,
    because: 'giving %n changes something',
  },
  {
    verbs: words('load'),
    nouns: words(
      'sample extension plugin data_into dataset scene level preset plugin model project session kubeconfig file_into',
    ),
    category: 'Write',
    weight: 1,
    because: 'loading %n changes what is in memory',
  },
  {
    verbs: words('print'),
    nouns: words('file document page pdf label receipt job photo 3d gcode'),
    category: 'Write',
    weight: 1.4,
    because: 'printing %n comes out on paper',
  },
  {
    verbs: words('convert'),
    nouns: words('lead member opportunity draft prospect deal discussion organization visitor trial collaborator'),
    category: 'Write',
    weight: 2.4,
    because: 'converting %n changes what it is',
  },
  {
    verbs: words('review'),
    nouns: words('pending request deployment access submission application'),
    category: 'Write',
    weight: 2,
    because: 'reviewing %n answers it',
  },
  {
    verbs: words('assert'),
    nouns: words('record entry person company'),
    category: 'Write',
    weight: 2.2,
    because: 'asserting %n creates or updates it',
  },
  {
    verbs: words('assert'),
    category: 'Read',
    weight: 1.8,
    because: 'an assertion compares',
  },
  {
    verbs: words('transition'),
    nouns: words('issue status ticket task state workflow stage deal'),
    category: 'Write',
    weight: 2.6,
    because: 'a transition of %n changes its state',
  },
  {
    verbs: words('watch'),
    nouns: words('repo repository issue thread'),
    category: 'Write',
    weight: 2,
    because: 'watching %n is a subscription',
  },
  {
    verbs: words('process'),
    nouns: words('image text data audio video document query pdf content thought csv json input file url webpage'),
    category: 'Read',
    weight: 0.8,
    because: 'processing %n gives something back',
  },
  {
    verbs: words('add'),
    alone: true,
    category: 'Write',
    weight: 1.4,
    because: 'adding something changes what there is',
  },
  {
    verbs: words('add'),
    nouns: words('two integer decimal float vector fraction matrices'),
    without: words('contact phone account'),
    category: 'Read',
    weight: 1.4,
    because: 'adding %n is arithmetic',
  },
  {
    verbs: words('set'),
    nouns: words('reminder alarm'),
    category: 'Write',
    weight: 3,
    because: 'setting %n keeps it',
  },
]
