import { z } from 'zod'

/** What is to happen to a process, and when. */
export const childFaultSchema = z.strictObject({
  /** Only calls on paths that begin like this count. */
  below: z.string().optional(),
  /** The tick at which it happens, from 1. */
  at: z.number().int().positive().optional(),
  signal: z.enum(['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP']).optional(),
  /** Lose the channel to the process that started this one. */
  disconnect: z.literal(true).optional(),
  /** From there on nothing can be changed on the disk any more. */
  broken: z.enum(['EROFS', 'EIO', 'ENOSPC']).optional(),
  /** A file for the number of ticks in all. */
  countTo: z.string().optional(),
})
/** See {@link childFaultSchema}. */
export type ChildFault = z.infer<typeof childFaultSchema>
