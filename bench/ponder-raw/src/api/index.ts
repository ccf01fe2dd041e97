import { Hono } from "hono";

/** Ponder wants an API; `/ready` and `/status` are its own. */
const app = new Hono();

export default app;
