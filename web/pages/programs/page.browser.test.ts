import { describePage } from "../../tools/page-checks.ts";

describePage("Programs", {
  path: "/programs",
  heading: /^Programs/,
  asks: ["ProgramsPage"],
});
