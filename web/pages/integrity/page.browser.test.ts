import { describePage } from "../../tools/page-checks.ts";

describePage("Integrity", {
  path: "/integrity",
  heading: /^Integrity/,
  asks: ["IntegrityPage"],
});
