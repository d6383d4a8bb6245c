/**
 * By what the system knows the application: `appId` of electron-builder.yml, under which Windows has its shortcut, and,
 * with `.desktop`, `desktopName` of package.json, under which Linux has its entry.
 */
export const APP_ID = 'org.episplice.Episplice'
