import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { routes } from '#shared/routes.ts'
import { openExternally } from './security.ts'

const isMac = process.platform === 'darwin'

/** What the menu does. */
export interface MenuActions {
  readonly openDataset: () => void
  readonly addFolder: () => void
  readonly openParquet: () => void
  /** Shows the screen of a route. */
  readonly go: (route: string) => void
}

/** Sets the application's menu. Keys that the page handles itself are shown but not registered. */
export function setMenu(actions: MenuActions): void {
  const screens: MenuItemConstructorOptions[] = [
    screenItem('Library', routes.library, 1, actions),
    screenItem('Merge', routes.merge, 2, actions),
    screenItem('Jobs', routes.jobs, 3, actions),
    screenItem('History', routes.history, 4, actions),
    screenItem('Parquet', routes.parquet, 5, actions),
    screenItem('Settings', routes.settings, 6, actions),
  ]
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    {
      label: '&File',
      submenu: [
        {
          label: 'Open Dataset…',
          accelerator: 'CmdOrCtrl+O',
          registerAccelerator: false,
          click: actions.openDataset,
        },
        { label: 'Add Folder to Library…', click: actions.addFolder },
        { label: 'Open Parquet File…', click: actions.openParquet },
        { type: 'separator' },
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...screens,
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged
          ? []
          : ([{ role: 'reload' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        {
          label: 'About the LeRobot Format',
          click: () => void openExternally('https://huggingface.co/docs/lerobot'),
        },
        ...(isMac ? [] : [{ role: 'about' } satisfies MenuItemConstructorOptions]),
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

function screenItem(
  label: string,
  route: string,
  digit: number,
  { go }: MenuActions,
): MenuItemConstructorOptions {
  return {
    label,
    // With Option many keyboards of a Mac type `[` and `]`, which trim an episode, on these digits.
    accelerator: `${isMac ? 'Cmd' : 'Alt'}+${digit}`,
    click: () => {
      go(route)
    },
  }
}
