# The explorer is built with tools that the image does without.
FROM node:24-slim AS explorer
WORKDIR /app
COPY package.json package-lock.json ./
COPY web/package.json web/
COPY client/package.json client/
RUN npm ci --ignore-scripts
COPY settings.ts ./
COPY settings settings
COPY replay replay
COPY scripts scripts
COPY src src
COPY web web
RUN node scripts/build.ts

FROM node:24-slim

WORKDIR /app

# The image has its own Node 24: without install scripts, npm does not fetch the one in package.json a second time.
COPY package.json package-lock.json ./
COPY web/package.json web/
COPY client/package.json client/
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY tsconfig.json ponder-env.d.ts ponder.config.ts ponder.schema.ts settings.ts vite.config.ts ./
COPY abis abis
COPY settings settings
COPY replay replay
COPY scripts scripts
COPY recordings recordings
COPY postgres postgres
COPY prefetch prefetch
COPY backfill backfill
COPY rpc rpc
COPY verify verify
COPY views views
COPY queries queries
COPY webhooks webhooks
COPY src src
COPY --from=explorer /app/web/dist web/dist

# What the install script of the PostgreSQL package would have done.
RUN node postgres/install.ts

# Ponder writes .ponder/, generated/ and ponder-env.d.ts into the project.
RUN mkdir -p .ponder generated && chown -R node:node /app/.ponder /app/generated /app/ponder-env.d.ts && chown node:node /app
USER node

ENV PORT=42069
EXPOSE 42069

# Only SIGINT makes Ponder unlock its schema.
STOPSIGNAL SIGINT

# The API listens within seconds; /ready tells more.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 42069}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "scripts/run.ts", "start"]
