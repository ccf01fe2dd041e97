/** What a lock file says of licences. */
type Package = {
  version?: string;
  license?: string;
  link?: boolean;
  dev?: boolean;
  optionalDependencies?: Readonly<Record<string, string>>;
};
export type Lock = { packages: Readonly<Record<string, Package>> };

/**
 * What may be used and passed on with MIT-licensed code. MPL asks that changes of its own files are published: we make none.
 */
const KNOWN = new Set(
  "MIT ISC Apache-2.0 BSD-2-Clause BSD-3-Clause 0BSD BlueOak-1.0.0 CC0-1.0 Unlicense OFL-1.1 MPL-2.0".split(
    " ",
  ),
);
const NONE = "none given";

/**
 * Each licence with the packages under it. A build for one platform that names none has that of the package it belongs to.
 */
export function licencesOf({ packages }: Lock): Map<string, string[]> {
  const ofBuilds = new Map(
    Object.values(packages).flatMap(({ license, optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).map((build) => [build, license] as const),
    ),
  );
  const found = new Map<string, string[]>();
  for (const [path, { version, license, link }] of Object.entries(packages)) {
    const name = path.split("node_modules/").at(-1)!;
    // Our own.
    if (link || !path.includes("node_modules/")) continue;
    const licence = license ?? ofBuilds.get(name) ?? NONE;
    found.set(licence, [...(found.get(licence) ?? []), `${name} ${version}`]);
  }
  return found;
}

/** Those of which no alternative is known. */
export const unknownLicences = (licences: ReadonlyMap<string, unknown>): string[] =>
  [...licences.keys()].filter(
    (licence) =>
      !licence
        .replaceAll(/[()]/g, "")
        .split(" OR ")
        .some((each) => KNOWN.has(each)),
  );
