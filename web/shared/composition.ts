/** What the keys of an input method are: they choose characters, and neither send nor close. */

/**
 * True while a composition goes on, and for the key that ends it. WebKit says `compositionend`
 * before the Enter that ended it, which then no longer is composing, but has the key code 229.
 * Source: UI Events, section 7.3.1; https://bugs.webkit.org/show_bug.cgi?id=165004.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
