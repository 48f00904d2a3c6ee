export { intervalLabeler } from "../../core/interval-label.ts";
