import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Keymap } from './Keymap.tsx'

export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" size="large" isText onClose={onClose}>
      <Keymap />
    </Dialog>
  )
}
