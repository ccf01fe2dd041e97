import { describePage } from "../../tools/page-checks.ts";

describePage("Prover, now", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/now",
  heading: /Bluefin/,
  asks: ["ProverNow"],
});

describePage("Prover, load", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/load",
  heading: /Bluefin/,
  asks: ["ProverLoad"],
});

describePage("Prover, bids", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/bids",
  heading: /Bluefin/,
  asks: ["ProverBids"],
});

describePage("Prover, vault", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/vault",
  heading: /Bluefin/,
  asks: ["ProverVault"],
});

describePage("Prover, history", {
  path: "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/history",
  heading: /Bluefin/,
  asks: ["ProverHistory"],
});
