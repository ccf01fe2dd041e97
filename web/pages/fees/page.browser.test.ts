import { describePage } from "../../tools/page-checks.ts";

describePage("Fees", {
  path: "/fees",
  heading: /^Fees/,
  asks: ["FeesPage"],
});
