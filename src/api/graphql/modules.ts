import { listings } from "./lists.ts";
import { meta } from "./meta.ts";
import type { Module } from "./module.ts";

/** The parts of the schema beside the generated queries. */
export const modules: readonly Module[] = [meta, listings];
