import { describePage } from "../../tools/page-checks.ts";

describePage("Market", {
  path: "/market",
  heading: /^Market/,
  asks: ["MarketPage"],
});
