// Plain JavaScript: the Node.js that runs this may be one that cannot read TypeScript, and would say so in a riddle.
if (!process.features.typescript) {
  console.error(`The Node.js that comes with the indexer is missing, and the one that is installed, ${process.version}, is older than 22.18.
npm ci --ignore-scripts leaves it out. To get it: npm rebuild node`);
  process.exit(1);
}
