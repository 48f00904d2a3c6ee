/** Evaluates its checks. A failed one fails the task. */
export interface DataQualityParams {
  readonly warehouse?: string;
}
