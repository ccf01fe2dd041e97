import { describePage } from "../../tools/page-checks.ts";

describePage("Vaults", {
  path: "/vaults",
  heading: /^Vaults/,
  asks: ["VaultsPage"],
});
