module.exports = class Data1700000000000 {
  name = "Data1700000000000";

  async up(db) {
    await db.query(
      `CREATE TABLE "raw_event" ("id" character varying NOT NULL, "block" integer NOT NULL, "timestamp" integer NOT NULL, "transaction" text NOT NULL, "address" text NOT NULL, "name" text NOT NULL, "args" text NOT NULL, CONSTRAINT "raw_event_pkey" PRIMARY KEY ("id"))`,
    );
  }

  async down(db) {
    await db.query(`DROP TABLE "raw_event"`);
  }
};
