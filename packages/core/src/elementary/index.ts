export { atan } from "./atan.ts";
export { cos } from "./cos.ts";
export { exp } from "./exp.ts";
export { inverseNormal } from "./inverse-normal.ts";
export { log } from "./log.ts";
export { sin } from "./sin.ts";
