/** Profiles: the people the shop knows. */
import { z } from 'zod'
import { notFound, problem, type Resource } from '../store/resource.ts'
import type { Shop } from '../store/shop.ts'
import { BY_ID, DETAILS, getTool, listTool, present, type Tool, tool } from './tool.ts'

const IDENTIFIERS = ['email', 'phone_number', 'external_id'] as const

const PROFILE = z.strictObject({
  email: z.email().optional(),
  phone_number: z.string().optional(),
  external_id: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  properties: DETAILS.optional(),
})

/** The profile that already has one of these identifiers, if there is one. */
export function profileWith(shop: Shop, identifiers: { readonly [name: string]: unknown }): Resource | undefined {
  const given = IDENTIFIERS.filter((name) => identifiers[name] !== undefined)
  return shop.profiles.find(({ attributes }) => given.some((name) => attributes[name] === identifiers[name]))
}

const createProfile = tool('create_profile', PROFILE, (shop, args) => {
  if (IDENTIFIERS.every((name) => args[name] === undefined)) {
    return problem(400, 'invalid', `A profile needs at least one of ${IDENTIFIERS.join(', ')}.`)
  }
  const known = profileWith(shop, args)
  if (known)
    return problem(409, 'duplicate', `The profile ${known.id} already has one of these identifiers; update that one.`)
  const { properties = {}, ...attributes } = args
  const now = shop.now()
  return { data: shop.profiles.add({ ...present(attributes), properties, created: now, updated: now }) }
})

const updateProfile = tool('update_profile', z.strictObject({ ...BY_ID.shape, ...PROFILE.shape }), (shop, args) => {
  const { id, properties, ...attributes } = args
  const profile = shop.profiles.get(id)
  if (profile === undefined) return notFound('profile', id)
  const known = profileWith(shop, attributes)
  if (known && known.id !== id)
    return problem(409, 'duplicate', `The profile ${known.id} already has one of these identifiers.`)
  const before = profile.attributes['properties']
  const data = shop.profiles.update(id, {
    attributes: {
      ...present(attributes),
      properties: { ...(typeof before === 'object' ? before : {}), ...properties },
      updated: shop.now(),
    },
  })
  return data ? { data } : notFound('profile', id)
})

const deleteProfile = tool('delete_profile', BY_ID, (shop, { id }) => {
  const profile = shop.profiles.get(id)
  if (profile === undefined) return notFound('profile', id)
  shop.profiles.remove(id)
  shop.leave(id)
  return { data: profile, meta: { deleted: true } }
})

/** Profiles. */
export const profiles: readonly Tool[] = [
  listTool('get_profiles', 'profiles'),
  getTool('get_profile', 'profiles'),
  createProfile,
  updateProfile,
  deleteProfile,
]
