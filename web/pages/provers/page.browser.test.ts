import { describePage } from "../../tools/page-checks.ts";

describePage("Provers", {
  path: "/provers",
  heading: /^Provers/,
  asks: ["ProversPage"],
});
