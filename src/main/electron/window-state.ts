import { screen, type BrowserWindow, type Rectangle } from 'electron'
import { z } from 'zod'
import type { Remembered } from '#main/services/remembered.ts'

const KEY = 'window'

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(640).max(20_000),
  height: z.number().int().min(400).max(20_000),
  isMaximized: z.boolean(),
})

/** Where a window stood when it was closed. */
export interface WindowState {
  readonly bounds: Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'>
  readonly isMaximized: boolean
}

const first: WindowState = { bounds: { width: 1280, height: 800 }, isMaximized: false }

/** Where the window stood; somewhere visible when that screen is gone. */
export function readWindowState(remembered: Remembered): WindowState {
  const stood = remembered.get(KEY, stateSchema)
  if (stood === undefined) return first
  const { isMaximized, ...bounds } = stood
  return isVisible(bounds)
    ? { bounds, isMaximized }
    : { bounds: { width: bounds.width, height: bounds.height }, isMaximized }
}

/** Remembers where the window stands whenever it is closed. */
export function keepWindowState(remembered: Remembered, window: BrowserWindow): void {
  window.on('close', () => {
    try {
      remembered.set(KEY, { ...window.getNormalBounds(), isMaximized: window.isMaximized() })
    } catch {
      // The window opens in its first place next time.
    }
  })
}

function isVisible(bounds: Rectangle): boolean {
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        bounds.x + bounds.width > workArea.x + 80 &&
        bounds.x < workArea.x + workArea.width - 80 &&
        bounds.y >= workArea.y - 8 &&
        bounds.y < workArea.y + workArea.height - 40,
    )
}
