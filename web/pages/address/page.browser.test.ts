import { describePage } from "../../tools/page-checks.ts";

describePage("Address", {
  path: "/address/0x9e545e3c0baab3e08cdfd552c960a1050f373042",
  heading: /0x9e545e/,
  asks: ["AddressPage"],
});
