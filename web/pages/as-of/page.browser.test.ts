import { describePage } from "../../tools/page-checks.ts";

describePage("As of", {
  path: "/as-of?block=3000",
  heading: /^As of/,
  asks: ["AsOfPage"],
});
