/**
 * The widget's place in the page: one host element with a shadow root. It stands beside the body,
 * not in it: what swaps, morphs, zooms or transforms the body leaves it alone. Put back when it is
 * taken out all the same.
 */

/** Times that the element is put back within a second; a page that wins then keeps it out. */
const mostReturns = 20;

export class Host {
  readonly root = document.createElement('div');
  readonly element = document.createElement('div');
  readonly shadow = this.element.attachShadow({ mode: 'open' });
  readonly #observer = new MutationObserver(() => this.keep());
  readonly #putBack: () => void;
  #returns = 0;

  constructor(id: string, putBack: () => void) {
    this.#putBack = putBack;
    const { element } = this;
    element.id = id;
    // The page's styles must not apply to the host element either; they cannot override an inline
    // `!important`. It is positioned so that it takes no part in the page's layout.
    element.style.cssText =
      'all:initial!important;display:block!important;position:fixed!important;top:0!important;z-index:2147483000!important';
    this.root.className = 'root';
    this.shadow.append(this.root);
    this.keep();
  }

  adopt(css: string): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.shadow.adoptedStyleSheets = [...this.shadow.adoptedStyleSheets, sheet];
  }

  /** Sees to it that the element stands in the page. */
  keep(): void {
    const { documentElement } = document;
    if (documentElement && this.element.parentNode !== documentElement) {
      if (++this.#returns > mostReturns) return;
      if (this.#returns === 1) setTimeout(() => (this.#returns = 0), 1000);
      documentElement.append(this.element);
      this.#putBack();
    }
    // What is observed may be another element now.
    this.#observer.observe(document, { childList: true });
    if (documentElement) this.#observer.observe(documentElement, { childList: true });
  }

  end(): void {
    this.#observer.disconnect();
    this.element.remove();
  }
}
