import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError, ask } from "./ask.ts";
import { clockOffset, differences, head, isEmpty, isReachable, lastAnswer } from "./head.ts";
import { Lag, Pulse } from "./pulse.gen.ts";

const FOCUSED_MS = 2_000;
const UNFOCUSED_MS = 15_000;
const LAG_MS = 15_000;
/** Visible answers are asked for again at most this often. */
const REFRESH_MS = 5_000;

type Heard = Readonly<{ epoch: string; newest: string | undefined }>;

/** What a new pulse means: nothing, something new, or that blocks were taken back. */
export function whatChanged(
  before: Heard | null,
  now: Heard,
): "nothing" | "news" | "reorganisation" {
  if (before === null) return "nothing";
  if (now.epoch !== before.epoch) return "reorganisation";
  return now.newest === before.newest ? "nothing" : "news";
}

/** Listens whether there is something new, and has it shown. */
export function usePulse(): void {
  const client = useQueryClient();
  const pulse = useQuery({
    queryKey: ["pulse"],
    queryFn: ({ signal }) => ask(Pulse, {}, signal),
    refetchInterval: () => (document.hasFocus() ? FOCUSED_MS : UNFOCUSED_MS),
    retry: false,
  });
  const lag = useQuery({
    queryKey: ["lag"],
    queryFn: async ({ signal }) => ({ ...(await ask(Lag, {}, signal)), askedAt: Date.now() }),
    refetchInterval: LAG_MS,
    enabled: pulse.isSuccess,
    retry: false,
  });

  useEffect(() => {
    // While it is asked again after an error, what was known holds.
    if (pulse.isPending) return;
    const isRefused = pulse.error instanceof ApiError && pulse.error.code === "NOT_INDEXED_YET";
    const isBack = !isReachable.read() && !pulse.isError;
    isReachable.write(!pulse.isError || isRefused);
    const wasEmpty = isEmpty.read();
    isEmpty.write(isRefused || pulse.data?.meta.block === null);
    // What was asked for too early, or of an API that was away, is asked for again.
    if ((wasEmpty && !isEmpty.read()) || isBack)
      void client.invalidateQueries({ predicate: isOfPageOrList });
    if (pulse.isError || pulse.data === undefined) return;
    lastAnswer.write(pulse.dataUpdatedAt);
    const { meta, feed, oldest } = pulse.data;
    const { block, epoch, ...state } = meta;
    if (block === null) return;
    const known = head.read();
    const heardAt = known?.block === block.number ? known.heardAt : Date.now();
    head.write({
      ...state,
      block: block.number,
      timestamp: block.timestamp,
      beginsAt: oldest.items[0]?.timestamp ?? null,
      heardAt,
    });
    notice(client, { epoch, newest: feed.items[0]?.id });
  }, [pulse.data, pulse.dataUpdatedAt, pulse.isPending, pulse.isError, pulse.error, client]);

  useEffect(() => {
    const { meta, askedAt, lastVerification } = lag.data ?? {};
    if (!meta || askedAt === undefined) return;
    differences.write(lastVerification?.different ?? 0);
    if (meta.lagSeconds !== null && meta.block !== null)
      clockOffset.write(meta.block.timestamp + meta.lagSeconds - askedAt / 1_000);
  }, [lag.data]);
}

let heard: Heard | null = null;
let refreshedAt = 0;
let pending: ReturnType<typeof setTimeout> | undefined;

type Keyed = { queryKey: readonly unknown[] };
const isOfPage = ({ queryKey }: Keyed) => queryKey[0] === "page";
const isOfPageOrList = (query: Keyed) => isOfPage(query) || query.queryKey[0] === "list";

function notice(client: QueryClient, now: Heard): void {
  const change = whatChanged(heard, now);
  heard = now;
  if (change === "reorganisation") {
    // What is not on screen is forgotten; what is, is asked for again and replaced.
    client.removeQueries({ predicate: isOfPageOrList, type: "inactive" });
    void client.invalidateQueries({ predicate: isOfPageOrList });
  }
  if (change !== "news" || pending !== undefined) return;
  pending = setTimeout(
    () => {
      pending = undefined;
      refreshedAt = Date.now();
      void client.invalidateQueries({ predicate: isOfPage });
    },
    Math.max(0, refreshedAt + REFRESH_MS - Date.now()),
  );
}
