import type { BrowserWindow } from 'electron'
import { z } from 'zod'
import { placeId } from '#shared/model/place.ts'
import { matchRoute, parseMomentPath, routes } from '#shared/routes.ts'
import type { Services } from '#main/services/services.ts'
import type { Remembered } from '#main/services/remembered.ts'
import { isOwnPage } from './trusted-sender.ts'

const KEY = 'route'
/** A window that shows one frame after the other is not worth a note for each. */
const QUIET_MS = 2000

/**
 * Remembers what a window shows, with its frame: when it is closed, and while it is used, for the day it is not closed
 * but lost.
 */
export function keepRoute(remembered: Remembered, window: BrowserWindow): void {
  let quiet: NodeJS.Timeout | undefined
  const keep = (): void => {
    clearTimeout(quiet)
    quiet = undefined
    const address = window.webContents.getURL()
    if (!isOwnPage(address)) return
    try {
      remembered.set(KEY, new URL(address).hash.slice(1))
    } catch {
      // It opens the library next time.
    }
  }
  window.webContents.on('did-navigate-in-page', () => {
    quiet ??= setTimeout(keep, QUIET_MS)
  })
  window.on('close', keep)
  window.once('closed', () => {
    clearTimeout(quiet)
  })
}

/** The route of what was shown last, as far as there is such a thing today; else the library. */
export async function restoredRoute({
  remembered,
  places,
}: Pick<Services, 'remembered' | 'places'>): Promise<string> {
  const route = remembered.get(KEY, z.string().max(2000)) ?? routes.library
  const found = matchRoute(route)
  if (found === undefined) return routes.library
  const { place, moment } = found.names
  // Jobs are forgotten when the application ends; the history has them.
  if (found.pattern === routes.job) return routes.jobs
  if (moment !== undefined && parseMomentPath(moment) === undefined) return routes.library
  if (place === undefined) return route
  try {
    await places.resolve(placeId.parse(place))
    return route
  } catch {
    return routes.library
  }
}
