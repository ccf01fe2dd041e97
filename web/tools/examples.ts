/** Every page with an example from a recording: what is looked at. Its provers and accounts are in both. */
const examplesOf = ({
  request,
  program,
  block,
}: {
  request: string;
  program: string;
  block: number;
}): Readonly<Record<string, string>> => ({
  network: "/",
  requests: "/requests",
  "requests-open": "/requests?view=open",
  "requests-refundable": "/requests?view=refundable",
  "requests-slashable": "/requests?view=slashable",
  request: `/requests/${request}`,
  provers: "/provers",
  "provers-states": "/provers?view=states",
  "prover-now": "/provers/0xbcd4042de499d14e55001ccbb24a551f3b954096",
  "prover-load": "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/load",
  "prover-bids": "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/bids",
  "prover-vault": "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/vault",
  "prover-history": "/provers/0xcd3b766ccdd6ae721141f452c550ca635964ce71/history",
  compare:
    "/provers/compare?a=0xbda5747bfd65f08deb54cb465eb87d40e51b197e&b=0xcd3b766ccdd6ae721141f452c550ca635964ce71",
  address: "/address/0x9e545e3c0baab3e08cdfd552c960a1050f373042",
  requesters: "/requesters",
  requester: "/requesters/0x924ba5ce9f91dded37b4ebf8c0dc82a40202fc0a",
  programs: "/programs",
  program: `/programs/${program}`,
  fees: "/fees",
  vaults: "/vaults",
  market: "/market",
  governance: "/governance",
  "as-of": `/as-of?block=${block}`,
  feed: "/feed",
  integrity: "/integrity",
  "not-found": "/nothing",
});

export const examples = examplesOf({
  request: "0xd8fb3105db7567825131f0f2cbed5d21f2d405e66cfa0fffa42ed2a9a9125a86",
  program: "0x09fe49457e9fa1a3ec2e8b95c5346ded51a65b847db4d2a133e0b60d68086012",
  block: 3000,
});

export const quirksExamples = examplesOf({
  request: "0xd82483562b14ba849aede6da9e4c6a7ddf72ba2576487da9e4fd8fb9243c07d1",
  program: "0x21d32e468254a49eb9f4454c3494f2efe645ea506a8283d138e61631600a0eb7",
  block: 1200,
});
