import { api } from '#renderer/api/api.ts'
import { Keymap } from '#renderer/features/shell/Keymap.tsx'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Facts } from '#renderer/ui/Facts.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { FfmpegSettings } from './FfmpegSettings.tsx'
import { LibraryFolders } from './LibraryFolders.tsx'
import { MergeDefaults } from './MergeDefaults.tsx'
import { changeSettings, useSettings } from './settings-store.ts'
import styles from './Settings.module.css'

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** What the user chose once for all. Every change is kept at once. */
export function SettingsScreen() {
  const { settings, error } = useSettings()
  const host = useHost((state) => state.host)
  return (
    <Screen title="Settings">
      <div className={styles.settings}>
        {error !== undefined && <ErrorBox error={error} />}
        {settings === undefined ? (
          error === undefined && <Spinner label="Loading the settings…" />
        ) : (
          <>
            <Section title="Appearance">
              <div className={styles.fields}>
                <Select
                  label="Theme"
                  value={settings.theme}
                  options={themes}
                  onChange={(theme) => void changeSettings(api, { theme })}
                />
              </div>
            </Section>
            <Section title="New merges" note="Applies to merges that are begun from now on.">
              <MergeDefaults settings={settings} />
            </Section>
            <Section title="ffmpeg" note="Makes the thumbnails. Merging does without it.">
              <FfmpegSettings settings={settings} />
            </Section>
          </>
        )}
        <Section title="Folders of the library">
          <LibraryFolders />
        </Section>
        {host && (
          <Section title="About">
            <Facts
              facts={[
                ['Version', host.version],
                ['History and settings', <Path key="home" path={host.home} max={80} />],
              ]}
            />
          </Section>
        )}
        <Section title="Keys">
          <Keymap />
        </Section>
      </div>
    </Screen>
  )
}
