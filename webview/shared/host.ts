/** What a page is given by the editor to speak with its extension. */
interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

/** A page's side of the line to the extension. Both types are unions of `protocol/webview/`. */
export interface Host<FromHost, ToHost> {
  post(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  /** What the page kept when it was hidden last: it is made anew each time it is shown. */
  readonly kept: unknown;
  keep(state: unknown): void;
}

/** To be called once: the editor gives its API to the first caller only. */
export function connectHost<FromHost, ToHost>(): Host<FromHost, ToHost> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => addEventListener("message", ({ data }) => listener(data as FromHost)),
    get kept() {
      return api.getState();
    },
    keep: (state) => api.setState(state),
  };
}
