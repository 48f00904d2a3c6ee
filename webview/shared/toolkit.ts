/**
 * The controls of the pages. The only file that knows the component library behind them: to exchange it, exchange this
 * file. What people type in or tick is in `fields.ts` and plain HTML: a label's `for` and `aria-describedby` do not
 * reach into a component's shadow tree, and a list of a thousand boxes would be a thousand of those trees.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeDivider,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
} from "@vscode/webview-ui-toolkit";
import { type Attributes, type Child, dress, icon as iconOf, setAttribute } from "./dom.ts";

/** To be called once by each page, before it makes controls. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeDivider(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
  );
}

export interface ButtonOptions extends Omit<Attributes, "label" | "onclick"> {
  readonly label: string;
  /** A codicon's name. */
  readonly icon?: string;
  /** `icon`: only the icon shows, the label is its tooltip. */
  readonly look?: "primary" | "secondary" | "icon";
  readonly onclick: () => void;
}

export function button(options: ButtonOptions): HTMLElement {
  const { label, icon, look = "secondary", onclick, ...attributes } = options;
  const isIcon = look === "icon";
  const element = control("vscode-button", { appearance: look }, [
    icon !== undefined && iconIn(isIcon ? undefined : "start", icon),
    !isIcon && label,
  ]);
  dress(element, { ...(isIcon && { "aria-label": label, title: label }), ...attributes, onclick });
  return element;
}

export function setDisabled(control: HTMLElement, isDisabled: boolean): void {
  setAttribute(control, "disabled", isDisabled);
}

/** Which of a few buttons is the one to press next. */
export function setLook(control: HTMLElement, look: "primary" | "secondary"): void {
  setAttribute(control, "appearance", look);
}

/** Turns while something is under way, and says so to screen readers. */
export function progressRing(label: string): HTMLElement {
  return control("vscode-progress-ring", { "aria-label": label }, []);
}

/** A small count or word. */
export function badge(text: string | number): HTMLElement {
  return control("vscode-badge", {}, [text]);
}

export function divider(): HTMLElement {
  return control("vscode-divider", { role: "separator" }, []);
}

export interface TabOptions {
  readonly id: string;
  readonly label: Child;
  readonly content: Node;
}

/** Tabs with a view each; arrow keys go from tab to tab. */
export function tabs(label: string, options: readonly TabOptions[]): HTMLElement {
  return control("vscode-panels", { "aria-label": label }, [
    ...options.map(({ id, label: text }) => control("vscode-panel-tab", { id: `tab-${id}` }, [text])),
    ...options.map(({ id, content }) => control("vscode-panel-view", { id: `view-${id}` }, [content])),
  ]);
}

function control(
  tag: `vscode-${string}`,
  attributes: Readonly<Record<string, string>>,
  children: readonly Child[],
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
  return element;
}

function iconIn(slot: string | undefined, name: string): HTMLElement {
  const element = iconOf(name);
  if (slot !== undefined) element.slot = slot;
  return element;
}
