// Written by `npm run generate` from schema.graphql and the operations of the pages.
// head.graphql has fragments alone.
export {};
