import { useState, type ReactNode } from 'react'
import { FolderDialog } from '#renderer/features/folders/FolderDialog.tsx'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Toasts } from '#renderer/ui/Toasts.tsx'
import { TooltipProvider } from '#renderer/ui/Tooltip.tsx'
import { CommandPalette } from './CommandPalette.tsx'
import { KeySheet } from './KeySheet.tsx'
import { Notices } from './Notices.tsx'
import { Sidebar } from './Sidebar.tsx'
import { useShell } from './use-shell.ts'
import styles from './Shell.module.css'

/** What surrounds every screen: navigation, notices, toasts, the command palette and the sheet of keys. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [overlay, setOverlay] = useState<'palette' | 'keys'>()
  const { openDataset } = useShell()
  const close = () => {
    setOverlay(undefined)
  }
  const openPalette = () => {
    setOverlay('palette')
  }
  const openKeys = () => {
    setOverlay('keys')
  }
  useShortcut(keymap.Everywhere.palette, openPalette)
  useShortcut(keymap.Everywhere.keys, openKeys)
  useShortcut(keymap.Everywhere.open, openDataset)
  return (
    <TooltipProvider delayDuration={500}>
      <div className={styles.shell}>
        <Sidebar onPalette={openPalette} onKeys={openKeys} />
        <div className={styles.place}>
          <Notices />
          <div className={styles.screen}>{children}</div>
        </div>
      </div>
      {overlay === 'palette' && (
        <CommandPalette onClose={close} onOpenDataset={openDataset} onKeys={openKeys} />
      )}
      {overlay === 'keys' && <KeySheet onClose={close} />}
      <FolderDialog />
      <Toasts />
    </TooltipProvider>
  )
}
