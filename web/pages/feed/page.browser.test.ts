import { describePage } from "../../tools/page-checks.ts";

describePage("Feed", {
  path: "/feed",
  heading: /^Feed/,
  asks: ["FeedPage", "FeedNewest"],
});
