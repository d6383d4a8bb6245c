import { useState } from 'react'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { parseMoment } from './moment.ts'

interface GoToDialogProps {
  readonly fps: number
  readonly onGo: (frame: number) => void
  readonly onClose: () => void
}

/** Asks for a frame or a time. */
export function GoToDialog({ fps, onGo, onClose }: GoToDialogProps) {
  const [text, setText] = useState('')
  const frame = parseMoment(text, fps)
  const go = () => {
    if (frame === undefined) return
    onGo(frame)
    onClose()
  }
  return (
    <Dialog
      title="Go to"
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={frame === undefined} onClick={go}>
            Go
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          go()
        }}
      >
        <TextField
          label="Frame or time"
          hint="120 is a frame; 0:04.00 and 4s are times."
          value={text}
          onChange={setText}
        />
      </form>
    </Dialog>
  )
}
