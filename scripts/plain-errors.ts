// Loaded into Ponder's process before Ponder: where Ponder would tell an operator to drop an index, this tells what to do.
process.on("uncaughtExceptionMonitor", (error) => {
  const [, schema] = /^Schema "(.+)" was previously used by a /.exec(error.message) ?? [];
  if (schema !== undefined)
    error.message = `Schema "${schema}" was indexed by another version of the code that decides rows. It stays as it is, and an API of that version can go on serving it. Let this version index into a schema of its own, for example DATABASE_SCHEMA=${schema}_2 (docs/runbook.md: deploy a new version).`;
});
