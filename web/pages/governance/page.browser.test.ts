import { describePage } from "../../tools/page-checks.ts";

describePage("Governance", {
  path: "/governance",
  heading: /^Governance/,
  asks: ["GovernancePage"],
});
