import { describePage } from "../../tools/page-checks.ts";

describePage("Requests", {
  path: "/requests",
  heading: /^Requests/,
  asks: ["RequestsPage", "RequestCount"],
});
