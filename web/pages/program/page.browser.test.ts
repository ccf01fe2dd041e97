import { describePage } from "../../tools/page-checks.ts";

describePage("Program", {
  path: "/programs/0x09fe49457e9fa1a3ec2e8b95c5346ded51a65b847db4d2a133e0b60d68086012",
  heading: /^0x09fe49/,
  asks: ["ProgramPage"],
});
