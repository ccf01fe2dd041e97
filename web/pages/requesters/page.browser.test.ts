import { describePage } from "../../tools/page-checks.ts";

describePage("Requesters", {
  path: "/requesters",
  heading: /^Requesters/,
  asks: ["RequestersPage"],
});
