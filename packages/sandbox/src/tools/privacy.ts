/** Data privacy: requests to forget somebody. */
import { z } from 'zod'
import { notFound, problem, type Resource } from '../store/resource.ts'
import type { Shop } from '../store/shop.ts'
import { type Tool, tool } from './tool.ts'

const WHOM = z.strictObject({
  email: z.email().optional(),
  phone_number: z.string().optional(),
  profile_id: z.string().optional(),
})

const requestProfileDeletion = tool('request_profile_deletion', WHOM, (shop, args) => {
  const [given, ...others] = Object.values(args).filter((value) => value !== undefined)
  if (given === undefined || others.length > 0) {
    return problem(400, 'invalid', 'Name the profile by exactly one of email, phone_number, profile_id.')
  }
  const profile = whom(shop, args)
  if (profile === undefined) return notFound('profile', given)
  const queued = shop.deletions.find(({ attributes }) => attributes['profile_id'] === profile.id)
  if (queued) return problem(409, 'duplicate', `The deletion of this profile is queued already, as ${queued.id}.`)
  return { data: shop.deletions.add({ profile_id: profile.id, status: 'queued', created_at: shop.now() }) }
})

function whom(shop: Shop, { profile_id, email, phone_number }: z.output<typeof WHOM>): Resource | undefined {
  if (profile_id !== undefined) return shop.profiles.get(profile_id)
  const [name, value] = email === undefined ? ['phone_number', phone_number] : ['email', email]
  return shop.profiles.find(({ attributes }) => attributes[name] === value)
}

/** Data privacy. */
export const privacy: readonly Tool[] = [requestProfileDeletion]
