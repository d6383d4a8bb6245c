import { keymap, type KeyBinding } from '#renderer/keyboard/keymap.ts'
import { Kbd } from '#renderer/ui/Kbd.tsx'
import styles from './Keymap.module.css'

const groups: readonly (readonly [string, readonly KeyBinding[]])[] = Object.entries(keymap).map(
  ([place, bindings]) => [place, Object.values(bindings)],
)

/** Every key and what it does, by where it works. */
export function Keymap() {
  return (
    <div className={styles.groups}>
      {groups.map(([place, bindings]) => (
        <section key={place}>
          <h3 className={styles.place}>{place}</h3>
          <dl className={styles.keys}>
            {bindings.map(({ keys, does }) => (
              <div key={does} className={styles.key}>
                <dt>
                  {keys.map((each) => (
                    <Kbd key={each} keys={each} />
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
