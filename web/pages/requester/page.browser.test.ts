import { describePage } from "../../tools/page-checks.ts";

describePage("Requester", {
  path: "/requesters/0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a",
  heading: /0x924ba5/,
  asks: ["RequesterPage"],
});
