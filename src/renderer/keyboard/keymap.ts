/** A key and what it does, as the sheet of keys and the settings list it. */
export interface KeyBinding {
  /** Combinations that do the same: `Mod+K`. */
  readonly keys: readonly string[]
  readonly does: string
  /** It goes on while the key is held; anything else is done once a press. */
  readonly isHeld?: true
}

/** Every key of the application, by where it works. Screens take their combinations from here. */
export const keymap = {
  Everywhere: {
    palette: { keys: ['Mod+K'], does: 'Command palette' },
    open: { keys: ['Mod+O'], does: 'Open a dataset' },
    keys: { keys: ['?'], does: 'This sheet of keys' },
    close: { keys: ['Esc'], does: 'Close a dialog or a panel' },
  },
  Tables: {
    move: { keys: ['Up', 'Down', 'PageUp', 'PageDown', 'Home', 'End'], does: 'Move' },
    activate: { keys: ['Enter'], does: 'Open the row' },
    toggle: { keys: ['Space'], does: 'Select or deselect the row' },
    extend: { keys: ['Shift+Up', 'Shift+Down'], does: 'Extend the selection' },
    all: { keys: ['Mod+A'], does: 'Select all rows' },
  },
  Library: {
    search: { keys: ['/'], does: 'Search' },
    merge: { keys: ['M'], does: 'Merge the selected datasets' },
  },
  Player: {
    play: { keys: ['Space'], does: 'Play or pause' },
    back: { keys: ['Left', ','], does: 'One frame back', isHeld: true },
    on: { keys: ['Right', '.'], does: 'One frame on', isHeld: true },
    tenBack: { keys: ['Shift+Left'], does: 'Ten frames back', isHeld: true },
    tenOn: { keys: ['Shift+Right'], does: 'Ten frames on', isHeld: true },
    secondBack: { keys: ['Mod+Left'], does: 'One second back', isHeld: true },
    secondOn: { keys: ['Mod+Right'], does: 'One second on', isHeld: true },
    first: { keys: ['Home'], does: 'First frame' },
    last: { keys: ['End'], does: 'Last frame' },
    slower: { keys: ['J'], does: 'Slower', isHeld: true },
    pause: { keys: ['K'], does: 'Pause' },
    faster: { keys: ['L'], does: 'Faster', isHeld: true },
    loop: { keys: ['R'], does: 'Play again and again' },
    goTo: { keys: ['G'], does: 'Go to a frame or a time' },
    zoomIn: { keys: ['+', '='], does: 'See less of the plots, closer', isHeld: true },
    zoomOut: { keys: ['-'], does: 'See more of the plots', isHeld: true },
    previous: { keys: ['Up'], does: 'Previous episode', isHeld: true },
    next: { keys: ['Down'], does: 'Next episode', isHeld: true },
  },
  Review: {
    find: { keys: ['/'], does: 'Search the episodes' },
    flag: { keys: ['F'], does: 'Flag the episode, or not' },
    tag: { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], does: 'Put a tag on, or take it off' },
    note: { keys: ['N'], does: 'Write a note' },
    exclude: { keys: ['X', 'Delete'], does: 'Exclude the episode from merges, or include it' },
    trimIn: { keys: ['['], does: 'Keep the episode from this frame on; again: from its beginning' },
    trimOut: { keys: [']'], does: 'Keep the episode up to this frame; again: to its end' },
    undo: { keys: ['Mod+Z'], does: 'Undo the last mark', isHeld: true },
    redo: { keys: ['Mod+Shift+Z'], does: 'Redo', isHeld: true },
  },
  Merge: {
    start: { keys: ['Mod+Enter'], does: 'Start the merge' },
    earlier: { keys: ['Alt+Up'], does: 'Move the source up' },
    later: { keys: ['Alt+Down'], does: 'Move the source down' },
    undo: { keys: ['Mod+Z'], does: 'Bring the merge back that was cleared or replaced' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, KeyBinding>>>>
