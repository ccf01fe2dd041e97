// Loaded into Ponder's process before Ponder: what it puts into its cache is written quickly.
import { quickenCache } from "../prefetch/ponderWrites.ts";

quickenCache();
