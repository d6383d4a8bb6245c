import { createContext, use } from 'react'

/**
 * Where menus and tooltips are put: the open dialog, because what lies outside a modal dialog is inert; the page where
 * there is none.
 */
export const PortalContext = createContext<HTMLElement | null>(null)

/** See {@link PortalContext}. */
export function usePortal(): HTMLElement | null {
  return use(PortalContext)
}
