/** What can stand in an element. Text is only ever text: nothing here makes HTML of a string. */
export type Child = Node | string | number | null | undefined | false;

type AttributeValue = string | number | boolean | null | undefined;

type Listeners = {
  readonly [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void;
};

type AttributeName =
  | "alt"
  | "autocomplete"
  | "checked"
  | "class"
  | "cols"
  | "colspan"
  | "datetime"
  | "dir"
  | "disabled"
  | "draggable"
  | "for"
  | "hidden"
  | "id"
  | "inputmode"
  | "label"
  | "list"
  | "max"
  | "maxlength"
  | "min"
  | "multiple"
  | "name"
  | "open"
  | "placeholder"
  | "readonly"
  | "required"
  | "role"
  | "rows"
  | "rowspan"
  | "scope"
  | "selected"
  | "spellcheck"
  | "src"
  | "step"
  | "style"
  | "tabindex"
  | "title"
  | "type"
  | "value"
  | "wrap";

/** Attributes by their HTML names (`true` sets an empty one; `false`, null and undefined none), and listeners. */
export type Attributes = Listeners & {
  readonly [name in AttributeName | `aria-${string}` | `data-${string}`]?: AttributeValue;
};

/** An element with attributes and children: `el("button", { class: "link", onclick }, "Run")`. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, attributes);
  element.append(...nodes(children.flat() as readonly Child[]));
  return element;
}

/** Sets attributes and listeners of an element that is there. */
export function dress(element: HTMLElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value as AttributeValue);
  }
}

/** `aria-*` states are written out (`false` means something there); other attributes are there or not. */
export function setAttribute(element: Element, name: string, value: AttributeValue): void {
  if (name.startsWith("aria-") && typeof value === "boolean") element.setAttribute(name, String(value));
  else if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Puts these children in the place of what the element has. */
export function fill(element: Element, ...children: readonly (Child | readonly Child[])[]): void {
  element.replaceChildren(...nodes(children.flat() as readonly Child[]));
}

/** A codicon: decoration, unless it has a label. */
export function icon(name: string, label?: string): HTMLElement {
  return label === undefined
    ? el("span", { class: `codicon codicon-${name}`, "aria-hidden": true })
    : el("span", { class: `codicon codicon-${name}`, role: "img", "aria-label": label, title: label });
}

function nodes(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === undefined || child === null || child === false) return [];
    return [typeof child === "number" ? String(child) : child];
  });
}
