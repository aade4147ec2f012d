/**
 * Keeps the chat and the page apart: what is typed in the one works nothing in the other. Loaded
 * with the panel; the launcher has nothing to type in.
 */

/**
 * Events that end at the shadow root. The page hears where somebody clicks, so that its menus can
 * close, but neither keys, text and clipboard, nor what it would take for its own scrolling and
 * dragging, or for the focus in its dialogs.
 */
const kept =
  'keydown keypress keyup beforeinput input change ' +
  'compositionstart compositionupdate compositionend ' +
  'copy cut paste dragstart dragenter dragover dragleave drop mousedown selectstart contextmenu ' +
  'wheel mousewheel touchstart touchmove touchend focusin focusout';

/**
 * Handlers of the capture phase have heard an event before it comes here. Of those, the ones that
 * leave text fields alone are told that the host is one: it is all of the chat that they see.
 */
export function isolate(host: HTMLElement, shadow: ShadowRoot): void {
  Object.defineProperty(host, 'isContentEditable', { value: true, configurable: true });
  for (const name of kept.split(' '))
    shadow.addEventListener(name, (event) => event.stopPropagation());
}
