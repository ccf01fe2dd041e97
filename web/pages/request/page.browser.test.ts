import { describePage } from "../../tools/page-checks.ts";

describePage("Request", {
  path: "/requests/0xd8fb3105db7567825131f0f2cbed5d21f2d405e66cfa0fffa42ed2a9a9125a86",
  heading: /0xd8fb3105/,
  asks: ["RequestPage"],
});
