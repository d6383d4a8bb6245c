import type { Settings } from '#shared/model/settings.ts'
import { api } from '#renderer/api/api.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import { changeSettings } from './settings-store.ts'
import styles from './Settings.module.css'

/** The ffmpeg in use, and another one instead. */
export function FfmpegSettings({ settings }: { readonly settings: Settings }) {
  const hasDialogs = useHost((state) => state.host?.hasDialogs === true)
  const status = useCall('settings.ffmpeg', {})
  const use = (ffmpegPath: string) => {
    void changeSettings(api, { ffmpegPath }).then(status.again)
  }
  return (
    <div className={styles.column}>
      {status.kind === 'loading' && <Spinner label="Looking for ffmpeg…" />}
      {status.kind === 'failed' && <ErrorBox error={status.error} />}
      {status.kind === 'done' &&
        (status.value.found ? (
          <p className={styles.line}>
            <StatusIcon tone="good" />
            {status.value.version}, {status.value.from}:
            <Path path={status.value.path} max={80} />
          </p>
        ) : (
          <p className={styles.line}>
            <StatusIcon tone="warning" />
            <span title={status.value.tried.join('\n')}>
              Not found. Looked at {status.value.tried.join(', ')}.
            </span>
          </p>
        ))}
      {hasDialogs ? (
        <div className={styles.line}>
          <Button
            onClick={() => {
              void pickPlace('ffmpeg').then((place) => {
                if (place !== undefined) use(place.path)
              })
            }}
          >
            Choose another
          </Button>
          {settings.ffmpegPath !== '' && (
            <Button
              variant="quiet"
              onClick={() => {
                use('')
              }}
            >
              Find it automatically
            </Button>
          )}
        </div>
      ) : (
        <p className={styles.note}>FFMPEG_PATH, set where the server is started, chooses another one.</p>
      )}
    </div>
  )
}
