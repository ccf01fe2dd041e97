import { readFileSync } from "node:fs";

const deploy = new URL("../../deploy/", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, deploy), "utf8");

type Target = { rawSql?: string; expr?: string };
export type Panel = { id: number; title: string; type: string; targets?: Target[] };

/** The panels of Grafana's dashboard. */
export const panels = (): Panel[] => JSON.parse(textOf("grafana/dashboards/provernet.json")).panels;

/** The metrics that the alert rules and the dashboard speak of. */
export function metricsUsed(): string[] {
  const texts = [
    ...[...textOf("prometheus/alerts.yml").matchAll(/expr: (.*)/g)].map(([, expr]) => expr!),
    ...panels().flatMap(({ targets = [] }) => targets.map(({ expr }) => expr ?? "")),
  ];
  const names = texts.flatMap((text) => text.match(/\b(provernet|ponder|node)_\w+/g) ?? []);
  return [...new Set(names)].sort();
}

/** The metrics that a text in Prometheus' form tells; a histogram's are three. */
export const metricsTold = (text: string): string[] =>
  [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name, type]) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name!],
  );
