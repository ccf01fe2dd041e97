/** The addresses that are pages, in the router's notation. The server knows them too. */
export const paths = {
  network: "/",
  requests: "/requests",
  request: "/requests/$id",
  provers: "/provers",
  prover: "/provers/$address",
  proverTab: "/provers/$address/$tab",
  address: "/address/$address",
  requesters: "/requesters",
  requester: "/requesters/$address",
  programs: "/programs",
  program: "/programs/$vk",
  fees: "/fees",
  feed: "/feed",
  integrity: "/integrity",
} as const;
