/** What a governed parameter is measured in. The API gives its value as text, and leaves the unit to its readers. */
export type Unit = "seconds" | "bps" | "wei" | "count" | "text";

/** The parameters by the contracts' own names. */
export const units: Readonly<Record<string, Unit>> = {
  biddingPhaseDuration: "seconds",
  revealPhaseDuration: "seconds",
  slashWindow: "seconds",
  unstakeDelay: "seconds",
  minMaxFee: "wei",
  maxMaxFee: "wei",
  minSelfStake: "wei",
  protocolFeeBps: "bps",
  overcommitBps: "bps",
  slashBps: "bps",
  maxSlashBps: "bps",
  requireAuthorization: "text",
  brevisProof: "text",
  vkHash: "text",
};

/** The unit of a parameter; text for one this page does not know. */
export const unitOf = (name: string): Unit => units[name] ?? "text";
