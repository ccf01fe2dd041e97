import { parseRange, type RangeSearch } from "../../data/range.ts";

export const tabs = ["now", "load", "bids", "vault", "history"] as const;
export type Tab = (typeof tabs)[number];

export const isTab = (text: string): text is Tab => tabs.some((tab) => tab === text);

export type ProverSearch = RangeSearch;
export const parseProver = parseRange;
