import { describePage } from "../../tools/page-checks.ts";

describePage("Compare", {
  path: "/provers/compare?a=0xbda5747bfd65f08deb54cb465eb87d40e51b197e&b=0xcd3b766ccdd6ae721141f452c550ca635964ce71",
  heading: /^Compare/,
  asks: ["ComparePage"],
  figures: 4,
});

describePage("Compare, with whom", {
  path: "/provers/compare?a=0xcd3b766ccdd6ae721141f452c550ca635964ce71",
  heading: /^Compare/,
  asks: ["ComparePick"],
});
