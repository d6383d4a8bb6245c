/** Tells this window from others. */
export const windowKey = crypto.randomUUID()
