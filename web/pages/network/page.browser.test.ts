import { describePage } from "../../tools/page-checks.ts";

describePage("Network", {
  path: "/",
  heading: /^ProverNet/,
  asks: ["NetworkPage"],
});
