/** Creates elements. Text stays text: nothing in the widget parses HTML. */

type Child = Node | string | false | null | undefined;
type Attributes = Record<string, string | boolean | null | undefined | ((event: never) => void)>;

/**
 * Event attributes such as `onclick` take functions; true sets an empty attribute; false, null and
 * undefined set none.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function')
      element.addEventListener(name.slice(2), value as (event: Event) => void);
    else attribute(element, name, value);
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: readonly Child[]): void {
  element.append(
    ...children.filter(
      (child): child is Node | string =>
        child !== null && child !== undefined && child !== false && child !== '',
    ),
  );
}

export function attribute(
  element: Element,
  name: string,
  value: string | boolean | null | undefined,
): void {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}
